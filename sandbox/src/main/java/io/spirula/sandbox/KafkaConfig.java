package io.spirula.sandbox;

import java.nio.file.Path;

/** The settings of a broker that is its own controller. */
final class KafkaConfig {
    private KafkaConfig() {}

    /** Open to everybody on this machine. */
    static String open(Path directory, int port) {
        return text(directory, port, "PLAINTEXT");
    }

    /** With TLS, passwords and access control on every port; holds secrets. */
    static String secured(Path directory, int port, KafkaSecurity security) {
        return text(directory, port, "SASL_SSL") + security.brokerSettings();
    }

    private static String text(Path directory, int port, String protocol) {
        return """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:%2$d
            listeners=CLIENT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            advertised.listeners=CLIENT://127.0.0.1:%1$d
            listener.security.protocol.map=CLIENT:%4$s,CONTROLLER:%4$s
            inter.broker.listener.name=CLIENT
            controller.listener.names=CONTROLLER
            log.dirs=%3$s
            auto.create.topics.enable=false
            # a killed broker is back after its old session, so that session is short
            broker.session.timeout.ms=3000
            broker.heartbeat.interval.ms=500
            group.initial.rebalance.delay.ms=0
            offsets.topic.num.partitions=8
            offsets.topic.replication.factor=1
            transaction.state.log.num.partitions=4
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            share.coordinator.state.topic.num.partitions=4
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            log.cleaner.dedupe.buffer.size=8388608
            """.formatted(port, port + 1, directory.resolve("data"), protocol);
    }

    static String logging() {
        return """
            status = error
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            logger.server.name = kafka.server.KafkaRaftServer
            logger.server.level = info
            """;
    }
}
