"""The admin site of the desk."""

from django.contrib import admin


class Console(admin.AdminSite):
    """The triage console: the stock admin, themed."""

    site_header = "Support desk"
    site_title = "Support desk"
    index_title = "Triage"
    enable_nav_sidebar = False
