package io.spirula.messaging.outbox;

import static io.spirula.messaging.testing.TestWorld.cancelRequested;
import static io.spirula.messaging.testing.TestWorld.jdbc;
import static io.spirula.messaging.testing.TestWorld.policyDeleted;
import static io.spirula.messaging.testing.TestWorld.transactions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.testing.FellowService;
import io.spirula.messaging.testing.TestWorld;
import io.spirula.sandbox.SharedSandbox;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** A topic is deleted and made again. */
class RenewedTopicIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final UUID LINEAGE = UUID.randomUUID();
    private static final AtomicBoolean CAUGHT_UP = new AtomicBoolean();

    private final TestWorld world = new TestWorld();

    @BeforeEach
    void knowEverything() {
        CAUGHT_UP.set(true);
    }

    @AfterEach
    void end() {
        world.close();
    }

    /** Knows of two policies. */
    @Configuration(proxyBeanMethods = false)
    static class Owner {

        private static final List<PolicyDeleted> KNOWN = List.of(policyDeleted("gold", 7), policyDeleted("iron", 3));

        @Bean
        @Primary
        CatchUp sometimesCaughtUp() {
            return CAUGHT_UP::get;
        }

        @Bean
        Retelling policies(EventOutbox outbox) {
            return new Retelling() {
                @Override
                public Topic topic() {
                    return Topic.POLICY;
                }

                @Override
                public Optional<String> tellAfter(@Nullable String key) {
                    Optional<PolicyDeleted> next = KNOWN.stream()
                            .filter(policy -> key == null || policy.name().compareTo(key) > 0)
                            .findFirst();
                    next.ifPresent(outbox::republish);
                    return next.map(PolicyDeleted::name);
                }
            };
        }
    }

    @Test
    void whatItLostIsToldAgainInTheOldOrderAndThenWhatTheTablesKnow() throws Exception {
        var service = start();
        List<CancelRequested> commands = List.of(cancelRequested(LINEAGE), cancelRequested(LINEAGE));
        publish(service, commands.get(0), commands.get(1), policyDeleted("gold", 6));

        lose(service, Topic.COMMAND, Topic.POLICY);

        var reader = world.fellow(Service.TRANSFER);
        reader.await(CancelRequested.class, commands.get(1)::equals);
        assertThat(reader.events(CancelRequested.class)).isEqualTo(commands);
        reader.await(PolicyDeleted.class, event -> event.name().equals("iron"));
        reader.await(PolicyDeleted.class, event -> event.name().equals("gold") && event.revision() == 7);
        assertThat(reader.events(PolicyDeleted.class))
                .filteredOn(event -> event.name().equals("gold"))
                .as("what is told last of it stays")
                .extracting(PolicyDeleted::revision)
                .containsExactly(6L, 7L);
    }

    @Test
    void aServiceThatWasAwayNoticesItAndOneThatLostNothingTellsNothingTwice() {
        var first = start();
        CancelRequested command = cancelRequested(LINEAGE);
        publish(first, command, policyDeleted("gold", 6));
        first.close();
        FellowService.deleteTopic(SharedSandbox.kafka().bootstrapServers(), Topic.COMMAND);

        var second = start();
        var reader = world.fellow(Service.TRANSFER);
        reader.await(CancelRequested.class, command::equals);
        awaitTold(second);
        second.close();

        var third = start();
        CancelRequested later = cancelRequested(LINEAGE);
        publish(third, later, policyDeleted("gold", 8));
        reader.await(CancelRequested.class, later::equals);
        reader.await(PolicyDeleted.class, event -> event.revision() == 8);
        assertThat(reader.events(CancelRequested.class)).containsExactly(command, later);
        assertThat(reader.events(PolicyDeleted.class))
                .containsExactly(policyDeleted("gold", 6), policyDeleted("gold", 8));
    }

    @Test
    void nothingIsToldOnItBeforeTheServiceKnowsWhatItToldItself() throws Exception {
        var service = start();
        publish(service, policyDeleted("gold", 6));
        CAUGHT_UP.set(false);

        lose(service, Topic.POLICY);

        append(service, policyDeleted("gold", 9), cancelRequested(LINEAGE));
        var reader = world.fellow(Service.TRANSFER);
        reader.await(CancelRequested.class, event -> true);
        await("nothing is told")
                .during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> reader.events(PolicyDeleted.class).isEmpty());
        CAUGHT_UP.set(true);

        reader.await(PolicyDeleted.class, event -> event.revision() == 7);
        assertThat(reader.events(PolicyDeleted.class))
                .filteredOn(event -> event.name().equals("gold"))
                .extracting(PolicyDeleted::revision)
                .containsExactly(6L, 9L, 7L);
    }

    @Test
    void oneThatWasMadeAgainAMomentAgoIsSeenBeforeAnythingIsSentToIt() throws Exception {
        var service = start();
        publish(service, policyDeleted("gold", 6));
        service.getBean(OutboxRelay.class).stop();
        CAUGHT_UP.set(false);
        var account = world.account();
        try (RelaySession session = RelaySession.open(
                () -> DriverManager.getConnection(account.url(), account.user(), account.password()), SOON)) {
            RenewedTopics renewed = service.getBean(Renewals.class).of(session);
            assertThat(renewed.now()).isEmpty();

            lose(service, Topic.POLICY);
            renewed.known();
            lose(service, Topic.POLICY);

            assertThat(renewed.now()).containsExactly(Topic.POLICY.wireName());
        }
    }

    private ConfigurableApplicationContext start() {
        return world.start(
                Service.SCHEDULER,
                Map.of(
                        "spirula.messaging.topics.check-interval",
                        "300ms",
                        "spirula.messaging.outbox.poll-interval",
                        "200ms"),
                Owner.class);
    }

    /** Returns when they are there again. */
    private static void lose(ConfigurableApplicationContext service, Topic... topics) throws Exception {
        Admin admin = service.getBean(KafkaClients.class).admin();
        List<String> names = Stream.of(topics).map(Topic::wireName).toList();
        BrokerView broker = new BrokerView(admin);
        Collection<String> before = broker.topicIds(names).values();
        admin.deleteTopics(names).all().get();
        await("they are there again").atMost(SOON).until(() -> {
            Collection<String> now = broker.topicIds(names).values();
            return now.size() == names.size() && Collections.disjoint(now, before);
        });
    }

    private static void append(ConfigurableApplicationContext service, Event... events) {
        transactions(service).executeWithoutResult(status -> {
            for (Event event : events) {
                service.getBean(EventOutbox.class).append(event);
            }
        });
    }

    private static void publish(ConfigurableApplicationContext service, Event... events) {
        append(service, events);
        awaitTold(service);
    }

    private static void awaitTold(ConfigurableApplicationContext service) {
        await("all is published")
                .atMost(SOON)
                .until(() -> jdbc(service)
                                .sql("SELECT count(*) FROM outbox WHERE published_at IS NULL")
                                .query(Long.class)
                                .single()
                        == 0);
    }
}
