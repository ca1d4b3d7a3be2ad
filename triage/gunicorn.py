"""gunicorn's configuration: ``gunicorn -c python:triage.gunicorn triage.wsgi``.

There is no access log here: it would name the path; the application logs the route (triage.logs).
"""

from triage import settings

bind = settings.BIND
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
worker_class = "gthread" if threads > 1 else "sync"
timeout = 30
graceful_timeout = 20
keepalive = 5
accesslog = None
logconfig_dict = settings.LOGGING
forwarded_allow_ips = "*" if settings.TRUSTED_PROXIES else "127.0.0.1"
control_socket_disable = True
