"""``{% load desk %}``: the filters of the customers' templates."""

from django import template

from tickets.web import markup

register = template.Library()
register.filter("document", markup.document)
register.filter("line", markup.line)
register.filter("phrase", markup.phrase)
