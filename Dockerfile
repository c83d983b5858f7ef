# The command in a container, without network or credentials of its own:
#   docker build -t influmojo-cfn .
#   docker run --rm --network none -v "$PWD:/project:ro" influmojo-cfn check templates/roles.yaml
FROM python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/influmojo-cfn
ENV PATH=/opt/influmojo-cfn/bin:$PATH
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY influmojo_cfn influmojo_cfn
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/influmojo-cfn /opt/influmojo-cfn
ENV PATH=/opt/influmojo-cfn/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN useradd --no-create-home --uid 10001 checker
USER 10001
WORKDIR /project
ENTRYPOINT ["influmojo-cfn"]
CMD ["--help"]
