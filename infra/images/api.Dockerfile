# API, worker and migrations: one image, three commands.
# Build from the repository root: docker build -f infra/images/api.Dockerfile .

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/credit
COPY requirements.lock /src/
# Every package by hash, wheels only: nothing is compiled, nothing unpinned comes in.
RUN /opt/credit/bin/pip install --require-hashes --only-binary :all: -r /src/requirements.lock
COPY pyproject.toml README.md /src/
COPY backend /src/backend
RUN python -m venv /opt/builder \
 && /opt/builder/bin/pip install "setuptools>=77" wheel \
 && /opt/builder/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels /src \
 && /opt/credit/bin/pip install --no-deps /wheels/*.whl \
 && /opt/credit/bin/python -m compileall -q /opt/credit/lib

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin credit
COPY --from=build /opt/credit /opt/credit
ENV PATH=/opt/credit/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CREDIT_PROFILE=production \
    CREDIT_DATA_DIR=/tmp/credit \
    GRANIAN_WORKERS=2
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
# The worker is `python -m credit.worker`, migrations are `credit db migrate`.
CMD ["granian", "--interface", "asgi", "--factory", "--host", "0.0.0.0", "--port", "8000", \
     "--loop", "uvloop", "--no-access-log", "--log-level", "warning", \
     "--respawn-failed-workers", "--workers-kill-timeout", "10", "credit.main:create_app"]
