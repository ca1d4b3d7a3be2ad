# The desk's image: one for web, worker, beat, sweeper and migrate; docker-compose.yml says which command runs.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /app desk && install -d -o desk -g desk /data
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py LICENSE ./
COPY triage triage
COPY tickets tickets
COPY templates templates
# Static files do not depend on any secret; the key here is thrown away with the command.
RUN SECRET_KEY=only-while-collecting-static-files-0000 python manage.py collectstatic --noinput
USER desk
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
CMD ["gunicorn", "-c", "python:triage.gunicorn", "triage.wsgi"]
