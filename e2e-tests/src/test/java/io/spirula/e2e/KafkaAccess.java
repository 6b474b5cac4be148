package io.spirula.e2e;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.sandbox.ServiceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a service may do where Kafka has access control: it alone writes to its topics, it reads what it consumes, and it puts
 * aside what it cannot take. The README's commands give just this.
 */
record KafkaAccess(Service service) {

    /** Whose records each service takes, one after the other. */
    private static final Map<Service, Set<Topic>> TAKEN = Map.of(
            Service.SCHEDULER,
            EnumSet.of(
                    Topic.POLICY,
                    Topic.RUN,
                    Topic.INVENTORY,
                    Topic.SNAPSHOT,
                    Topic.COPY,
                    Topic.TRANSFER,
                    Topic.TRANSFER_PROGRESS,
                    Topic.RESTORE_PROGRESS,
                    Topic.COMMAND,
                    Topic.RESTORE),
            Service.SNAPSHOT,
            EnumSet.of(Topic.POLICY, Topic.BACKUP, Topic.SNAPSHOT, Topic.TRANSFER, Topic.COMMAND),
            Service.TRANSFER,
            EnumSet.of(Topic.POLICY, Topic.SNAPSHOT, Topic.COPY, Topic.COMMAND, Topic.RESTORE),
            Service.RESTORE,
            EnumSet.of(Topic.TRANSFER, Topic.COMMAND, Topic.RESTORE));

    static List<KafkaAccess> all() {
        return Arrays.stream(Service.values()).map(KafkaAccess::new).toList();
    }

    /** All topics that there are, those for dead letters included. */
    static List<String> topics() {
        return Stream.concat(
                        Arrays.stream(Topic.values()).map(Topic::wireName),
                        all().stream().flatMap(access -> access.deadLetters().stream()))
                .toList();
    }

    String user() {
        return kind().kafkaUser();
    }

    ServiceKind kind() {
        return ServiceKind.valueOf(service.name());
    }

    String group() {
        return "spirula." + service.wireName();
    }

    Set<Topic> taken() {
        return TAKEN.get(service);
    }

    /** What it is asked by, or answered. */
    Set<Topic> asked() {
        return service == Service.SCHEDULER
                ? EnumSet.of(Topic.SNAPSHOT_ANSWER, Topic.TRANSFER_ANSWER, Topic.RESTORE_ANSWER)
                : EnumSet.of(Topic.QUERY);
    }

    boolean mayWrite(String topic) {
        return written().contains(topic) || deadLetters().contains(topic);
    }

    boolean mayRead(String topic) {
        return read().contains(topic) || deadLetters().contains(topic);
    }

    private List<String> written() {
        return names(Arrays.stream(Topic.values()).filter(topic -> topic.producer() == service), Topic::wireName);
    }

    private List<String> deadLetters() {
        return names(taken().stream(), topic -> topic.deadLetterTopic(service));
    }

    /** scheduler-service shows events as they happen, and how far each group is with every topic. */
    private List<String> read() {
        return service == Service.SCHEDULER
                ? names(Arrays.stream(Topic.values()), Topic::wireName)
                : names(Stream.concat(taken().stream(), asked().stream()), Topic::wireName);
    }

    private List<String> groups() {
        return service == Service.SCHEDULER ? List.of(group()) : List.of(group(), group() + ".query");
    }

    /** As the README shows them. */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        commands.add("kafka-configs $K --alter --entity-type users --entity-name " + user() + " --add-config-file "
                + user() + ".scram");
        commands.add(allow("Create Write DescribeConfigs", "topic", written()));
        commands.add(allow("Create Read Write DescribeConfigs", "topic", deadLetters()));
        commands.add(allow("Read DescribeConfigs", "topic", read()));
        commands.add(allow("Read", "group", groups()));
        commands.add(allowBeginning("Describe Write", "transactional-id", group() + "."));
        if (service == Service.SCHEDULER) {
            commands.add(allowBeginning("Describe DescribeConfigs", "topic", "spirula."));
            commands.add(allowBeginning("Describe", "group", "spirula."));
        }
        return commands;
    }

    /** What has one of these names. */
    private String allow(String operations, String resource, List<String> names) {
        return allow(operations) + options(resource, names);
    }

    /** What has a name that begins so. */
    private String allowBeginning(String operations, String resource, String prefix) {
        return allow(operations) + " --resource-pattern-type prefixed" + options(resource, List.of(prefix));
    }

    private String allow(String operations) {
        return "kafka-acls $K --add --allow-principal User:" + user()
                + options("operation", List.of(operations.split(" ")));
    }

    private static String options(String option, List<String> values) {
        return values.stream().map(value -> " --" + option + " " + value).collect(Collectors.joining());
    }

    private static List<String> names(Stream<Topic> topics, Function<Topic, String> name) {
        return topics.map(name).sorted().toList();
    }

    @Override
    public String toString() {
        return service.name().toLowerCase(Locale.ROOT);
    }
}
