package io.spirula.messaging.topic;

import java.util.Map;

/**
 * Lines for Kafka's programs, as the README writes them.
 *
 * @param servers the addresses of some brokers
 * @param secured whether a connection needs more than an address
 */
record KafkaTools(String servers, boolean secured) {

    private static final String PLAINTEXT = "PLAINTEXT";

    /**
     * @param settings of this service's own connection
     */
    static KafkaTools of(String servers, Map<String, Object> settings) {
        Object protocol = settings.getOrDefault("security.protocol", PLAINTEXT);
        return new KafkaTools(servers, !PLAINTEXT.equalsIgnoreCase(protocol.toString()));
    }

    /**
     * @param program without {@code .sh}
     */
    String line(String program, String arguments) {
        String line = program + " --bootstrap-server " + servers;
        return secured
                ? line + " --command-config admin.properties " + arguments
                        + "   # admin.properties: how an administrator of Kafka connects (README: Kafka with TLS and access control)"
                : line + " " + arguments;
    }
}
