"""``{% load desk %}``: the filters of the customers' templates."""

from django import template

from tickets.web import markup, transcript

register = template.Library()
register.filter("chat", markup.chat)
register.filter("document", markup.document)
register.filter("line", markup.line)
register.filter("phrase", markup.phrase)
register.filter("pieces", transcript.marked)
register.filter("plain", markup.plain)
register.filter("visible", transcript.visible)
