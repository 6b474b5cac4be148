# All images of Spirula. docker-compose.yml builds them, with BuildKit.
#   target service with --build-arg SERVICE=scheduler|snapshot|transfer|restore and PORT: one service
#   target cli: the spirula command        target demo: the command, a throw-away Ceph cluster and the demo
# With --build-arg JARS=prebuilt the jars are those that bin/images collected, not built here.
ARG JARS=built

# ---- compile

FROM debian:bookworm-slim AS built
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml ./
COPY e2e-tests e2e-tests
COPY bench bench
COPY lib lib
COPY scheduler-service scheduler-service
COPY snapshot-service snapshot-service
COPY transfer-service transfer-service
COPY restore-service restore-service
COPY cli cli
COPY sandbox sandbox
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -ntp -Pquick -DskipTests package -pl '!e2e-tests,!bench'
COPY docker/collect.sh docker/
RUN docker/collect.sh /jars

FROM scratch AS prebuilt
COPY target/images /jars

FROM ${JARS} AS jars

# ---- what all of them run on

FROM debian:bookworm-slim AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl librados2 librbd1 openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 spirula \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /opt/spirula --shell /usr/sbin/nologin spirula \
    && install -d -o spirula -g spirula /etc/ceph
WORKDIR /opt/spirula
USER 10001:10001

# ---- a service, in layers: what changes least comes first

FROM base AS layers
USER root
ARG SERVICE
COPY --from=jars /jars/${SERVICE}.jar /tmp/app.jar
RUN java -Djarmode=tools -jar /tmp/app.jar extract --layers --application-filename app.jar --destination /tmp/layers

FROM base AS service
COPY --from=layers /tmp/layers/dependencies/ ./
COPY --from=layers /tmp/layers/spring-boot-loader/ ./
COPY --from=layers /tmp/layers/snapshot-dependencies/ ./
COPY --from=layers /tmp/layers/application/ ./
ARG PORT
ENV MANAGEMENT_PORT=${PORT}
EXPOSE ${PORT}
# a site that is away does not make a service unready; a small, busy machine may take minutes to start four services
HEALTHCHECK --interval=10s --timeout=5s --start-period=8m --retries=3 \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${MANAGEMENT_PORT}/actuator/health/readiness"
# of the container's memory, direct buffers may take as much as the heap
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-jar", "app.jar"]

# ---- the command, which also makes the secrets of docker-compose.yml

FROM base AS cli
USER root
# a named volume takes its owner from where it is mounted first
RUN install -d -o spirula -g spirula \
    /secrets/postgres /secrets/scheduler /secrets/snapshot /secrets/transfer /secrets/restore /secrets/admin
USER 10001:10001
COPY --from=jars /jars/cli cli
COPY --chmod=755 docker/secrets.sh ./
COPY --chmod=755 docker/spirula /usr/local/bin/
ENTRYPOINT ["spirula"]

# ---- the demo: Debian's Ceph and the sandbox's own programs

FROM base AS demo
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends ceph-common ceph-mon ceph-osd \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o spirula -g spirula /keys/snapshot /keys/transfer /keys/restore /keys/admin /var/lib/spirula-cluster \
    && chown spirula:spirula /etc/ceph
USER 10001:10001
COPY --from=jars /jars/cli cli
COPY --from=jars /jars/sandbox sandbox
COPY --chmod=755 docker/spirula /usr/local/bin/
ENV CLASSPATH=/opt/spirula/sandbox/classes:/opt/spirula/sandbox/lib/*
ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"]
