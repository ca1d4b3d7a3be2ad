"""Customers in the browser: forms, views, urls."""
