package io.spirula.messaging.kafka;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;

/** Says which right this service lacks. */
public final class Denied {

    private static final String MEND =
            "; give them to its user with kafka-acls (README: Kafka with TLS and access control)";

    private Denied() {}

    /**
     * @param what for instance {@code topic spirula.copy}
     */
    public static String text(Collection<AclOperation> rights, String what) {
        return "Kafka does not give this service "
                + rights.stream().map(Denied::name).sorted().collect(Collectors.joining(" and ")) + " on " + what
                + MEND;
    }

    /** An exception that says so, with a stable code. */
    public static KafkaException of(Collection<AclOperation> rights, String what, Throwable cause) {
        return new KafkaException("KAFKA_DENIED: " + text(rights, what), cause);
    }

    /** As kafka-acls takes the right. */
    public static String name(AclOperation right) {
        return switch (right) {
            case DESCRIBE_CONFIGS -> "DescribeConfigs";
            default -> right.name().charAt(0) + right.name().substring(1).toLowerCase(Locale.ROOT);
        };
    }
}
