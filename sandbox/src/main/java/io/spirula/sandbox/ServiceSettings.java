package io.spirula.sandbox;

import java.util.Map;
import java.util.TreeMap;

/** The Spring properties that connect a service to the sandbox. */
final class ServiceSettings {
    private static final String LOOPBACK = "127.0.0.1";

    private ServiceSettings() {}

    static Map<String, String> common(PostgresSandbox.Account account, KafkaSandboxBroker kafka, String kafkaUser) {
        var properties = new TreeMap<String, String>();
        properties.put("spring.datasource.url", account.url());
        properties.put("spring.datasource.username", account.user());
        properties.put("spring.datasource.password", account.password());
        properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
        kafka.security().ifPresent(security -> properties.putAll(secured(security, kafkaUser)));
        properties.put("spirula.site", "sandbox");
        properties.put("server.address", LOOPBACK);
        return properties;
    }

    /** As the README shows it. */
    private static Map<String, String> secured(KafkaSecurity security, String user) {
        var client = security.user(user);
        return Map.of(
                "spring.kafka.security.protocol", client.get("security.protocol"),
                "spring.kafka.ssl.trust-store-type", client.get("ssl.truststore.type"),
                "spring.kafka.ssl.trust-store-location", "file:" + security.certificate(),
                "spring.kafka.properties.sasl.mechanism", client.get("sasl.mechanism"),
                "spring.kafka.properties.sasl.jaas.config", client.get("sasl.jaas.config"));
    }

    /** A service that has its management on the one port it listens on. */
    static Map<String, String> managementOnly(int port) {
        return Map.of("server.port", Integer.toString(port));
    }

    /** The service with the public API, whose management has a port of its own. */
    static Map<String, String> api(int port, int managementPort) {
        return Map.of(
                "server.port", Integer.toString(port),
                "management.server.address", LOOPBACK,
                "management.server.port", Integer.toString(managementPort));
    }

    static Map<String, String> cluster(CephSandboxCluster cluster, String entity) {
        var prefix = "spirula.clusters." + cluster.name() + ".";
        return Map.of(
                prefix + "conf", cluster.conf().toString(),
                prefix + "user", CephUser.id(entity),
                prefix + "keyring", cluster.keyring(entity).toString());
    }
}
