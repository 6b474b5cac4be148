package io.spirula.messaging.inbox;

import static io.spirula.messaging.inbox.InboxIT.awaitTold;
import static io.spirula.messaging.inbox.InboxIT.fail;
import static io.spirula.messaging.inbox.InboxIT.spoiled;
import static io.spirula.messaging.inbox.InboxIT.told;
import static io.spirula.messaging.testing.TestWorld.cancelRequested;
import static io.spirula.messaging.testing.TestWorld.jdbc;
import static io.spirula.messaging.testing.TestWorld.policyDeleted;
import static io.spirula.messaging.testing.TestWorld.transactions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.DeadLetterDiscardRequested;
import io.spirula.contracts.event.DeadLetterReplayRequested;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.query.DeadLetterState;
import io.spirula.contracts.query.DeadLettersAnswer.Letter;
import io.spirula.contracts.query.DeadLettersQuestion;
import io.spirula.messaging.inbox.InboxIT.Projection;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.query.QueryRefusedException;
import io.spirula.messaging.redelivery.LetterDesk;
import io.spirula.messaging.testing.FellowService;
import io.spirula.messaging.testing.TestWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class RedeliveryIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int ALWAYS = 1_000_000;

    private final TestWorld world = new TestWorld();
    private final FellowService scheduler = world.fellow(Service.SCHEDULER);

    @AfterEach
    void end() {
        world.close();
        Projection.FAILURES.clear();
    }

    @Test
    void laterEventsOfTheKeyWaitAndFollowInOrderWhenTheLetterIsReplayed() {
        var service = start();
        breakHandlingOf("2");
        for (int revision = 1; revision <= 4; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        scheduler.publish(new ProducerRecord<>("spirula.policy", "a".getBytes(StandardCharsets.UTF_8), null));
        scheduler.publish(policyDeleted("a", 1));
        scheduler.publish(policyDeleted("b", 5));
        awaitTold(service, "b", "5");
        List<Letter> letters = awaitOpen(service, 4);
        assertThat(told(service, "a")).containsExactly("1");
        Letter head = letters.get(0);
        assertThat(letters).extracting(Letter::reason).containsExactly("HANDLER_FAILED", "WAITS", "WAITS", "WAITS");
        assertThat(letters.subList(1, 4))
                .allSatisfy(letter -> assertThat(letter.behind()).isEqualTo(head.id()));
        assertThat(head.behind()).isNull();
        assertThat(head.key()).isEqualTo("a");
        assertThat(head.event()).isEqualTo(policyDeleted("a", 2).eventId().toString());
        assertThat(gauge(service, "spirula.dead.letters")).isEqualTo(4);
        assertThat(gauge(service, "spirula.dead.letters.oldest.age")).isPositive();
        assertThat(service.getBean(LetterDesk.class).show(head.id()).payload()).contains("\"revision\":2");

        Projection.FAILURES.clear();
        breakHandlingOf("2", "another bug");
        replay(head);
        await().atMost(SOON).until(() -> letter(service, head.id()).message().contains("another bug"));
        assertThat(letter(service, head.id()).state()).isEqualTo(DeadLetterState.OPEN);
        assertThat(letter(service, head.id()).asked()).isFalse();
        replay(letters.get(2));

        Projection.FAILURES.clear();
        replay(head);
        awaitTold(service, "a", "1", "2", "3", "4", "tombstone");
        awaitOpen(service, 0);
        assertThat(letter(service, head.id()).state()).isEqualTo(DeadLetterState.REPLAYED);
        assertThat(letter(service, head.id()).endedBy()).isEqualTo("alice");
        scheduler.publish(policyDeleted("a", 6));
        awaitTold(service, "a", "1", "2", "3", "4", "tombstone", "6");
        replay(head);
        scheduler.publish(policyDeleted("a", 7));
        awaitTold(service, "a", "1", "2", "3", "4", "tombstone", "6", "7");
    }

    @Test
    void whenALetterIsDiscardedTheOthersGoOnUpToTheNextOneThatFails() {
        var service = start();
        breakHandlingOf("2");
        breakHandlingOf("4");
        for (int revision = 1; revision <= 5; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        List<Letter> letters = awaitOpen(service, 4);
        discard(letters.get(0));
        awaitTold(service, "a", "1", "3");
        await().atMost(SOON)
                .until(() -> letter(service, letters.get(2).id()).reason().equals("HANDLER_FAILED"));
        assertThat(letter(service, letters.get(3).id()).behind())
                .isEqualTo(letters.get(2).id());
        assertThat(letter(service, letters.get(0).id()).state()).isEqualTo(DeadLetterState.DISCARDED);
        discard(letters.get(2));
        awaitTold(service, "a", "1", "3", "5");
        awaitOpen(service, 0);
    }

    @Test
    void aDatabaseThatWasSetBackHasTheSameLettersAgain() {
        var service = start();
        breakHandlingOf("2");
        breakHandlingOf("3");
        scheduler.publish(policyDeleted("given-up", 3));
        List<Letter> before = awaitOpen(service, 1);
        discard(before.get(0));
        awaitOpen(service, 0);
        for (int revision : List.of(1, 2, 4)) {
            scheduler.publish(policyDeleted("a", revision));
        }
        List<Letter> lost = awaitOpen(service, 2);
        service.close();
        var restored = world.start(Service.RESTORE, Map.of(), InboxIT.NoHandlers.class);
        jdbc(restored).sql("DELETE FROM dead_letter WHERE state = 'open'").update();
        jdbc(restored)
                .sql("UPDATE consumer_position SET next_offset = 0 WHERE topic = 'spirula.policy'")
                .update();
        jdbc(restored).sql("DELETE FROM inbox").update();
        jdbc(restored).sql("DELETE FROM told").update();
        restored.close();
        var again = start();
        assertThat(awaitOpen(again, 2))
                .extracting(Letter::id)
                .isEqualTo(lost.stream().map(Letter::id).toList());
        awaitTold(again, "a", "1");
        Projection.FAILURES.clear();
        replay(lost.get(0));
        awaitTold(again, "a", "1", "2", "4");
        assertThat(told(again, "given-up")).isEmpty();
    }

    @Test
    void lettersWhoseRecordsAreNotKeptAnyMoreAreFoundByADatabaseThatWasSetBack() throws Exception {
        var service = start();
        UUID disk = UUID.randomUUID();
        CancelRequested fails = cancelRequested(disk);
        CancelRequested waits = cancelRequested(disk);
        breakHandlingOf(fails.run().toString());
        scheduler.publish(fails);
        scheduler.publish(waits);
        List<Letter> lost = awaitOpen(service, 2);
        service.close();
        var restored = world.start(Service.RESTORE, Map.of(), InboxIT.NoHandlers.class);
        Letter first = lost.get(0);
        restored.getBean(KafkaClients.class)
                .admin()
                .deleteRecords(Map.of(
                        new TopicPartition(first.topic(), first.partition()),
                        RecordsToDelete.beforeOffset(first.offset() + 2)))
                .all()
                .get();
        jdbc(restored).sql("DELETE FROM dead_letter").update();
        jdbc(restored)
                .sql(
                        "UPDATE consumer_position SET next_offset = :offset WHERE topic = :topic AND partition = :partition")
                .param("offset", first.offset())
                .param("topic", first.topic())
                .param("partition", first.partition())
                .update();
        restored.close();
        var again = start();
        assertThat(awaitOpen(again, 2))
                .extracting(Letter::id)
                .isEqualTo(lost.stream().map(Letter::id).toList());
        Projection.FAILURES.clear();
        replay(first);
        awaitTold(again, disk.toString(), fails.run().toString(), waits.run().toString());
    }

    @Test
    void aProjectionThatIsRebuiltComesToTheSameStateWithItsLettersOpen() {
        var service = start();
        breakHandlingOf("2");
        for (int revision = 1; revision <= 3; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        List<Letter> letters = awaitOpen(service, 2);
        Projection.FAILURES.clear();
        transactions(service).executeWithoutResult(status -> {
            jdbc(service).sql("DELETE FROM told").update();
            service.getBean(Replay.class).fromBeginning(Set.of(Topic.POLICY));
        });
        scheduler.publish(policyDeleted("b", 9));
        awaitTold(service, "b", "9");
        awaitTold(service, "a", "1");
        assertThat(open(service))
                .extracting(Letter::id)
                .isEqualTo(letters.stream().map(Letter::id).toList());
        replay(letters.get(0));
        awaitTold(service, "a", "1", "2", "3");
    }

    @Test
    void whatANewerVersionCanReadHoldsUpItsKeyAndWhatNobodyCanReadHoldsUpNothing() {
        var service = start();
        UUID disk = UUID.randomUUID();
        CancelRequested good = cancelRequested(disk);
        byte[] key = disk.toString().getBytes(StandardCharsets.UTF_8);
        scheduler.publish(
                new ProducerRecord<>("spirula.command", key, "\u001b[31mno event".getBytes(StandardCharsets.UTF_8)));
        scheduler.publish(good);
        awaitTold(service, disk.toString(), good.run().toString());
        CancelRequested waiting = cancelRequested(disk);
        scheduler.publish(spoiled(scheduler, key, "ce_type", "io.spirula.CancelRequested.v2"));
        scheduler.publish(waiting);
        List<Letter> letters = awaitOpen(service, 3);
        assertThat(letters).extracting(Letter::replayable).containsExactly(false, true, true);
        assertThat(letters).extracting(Letter::reason).containsExactly("NO_CLOUD_EVENT", "UNKNOWN_VERSION", "WAITS");
        assertThat(service.getBean(LetterDesk.class).show(letters.get(0).id()).payload())
                .isEqualTo("\\u{1b}[31mno event");
        replay(letters.get(0));
        replay(letters.get(1));
        discard(letters.get(1));
        awaitTold(service, disk.toString(), good.run().toString(), waiting.run().toString());
        assertThat(letter(service, letters.get(0).id()).state()).isEqualTo(DeadLetterState.OPEN);
        discard(letters.get(0));
        awaitOpen(service, 0);
    }

    @Test
    void aLetterWhoseRecordIsGoneSaysSo() throws Exception {
        var service = start();
        breakHandlingOf("1");
        scheduler.publish(policyDeleted("a", 1));
        Letter letter = awaitOpen(service, 1).get(0);
        service.getBean(KafkaClients.class)
                .admin()
                .deleteTopics(Set.of(letter.deadLetterTopic()))
                .all()
                .get();
        breakHandlingOf("2");
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            scheduler.publish(policyDeleted("b", 2));
            assertThat(open(service)).hasSizeGreaterThan(1);
        });
        assertThatThrownBy(() -> service.getBean(LetterDesk.class).show(letter.id()))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessageContaining("LETTER_GONE");
        replay(letter);
        await().atMost(SOON).until(() -> letter(service, letter.id()).reason().equals("LETTER_GONE"));
        discard(letter);
        await().atMost(SOON).until(() -> letter(service, letter.id()).state() == DeadLetterState.DISCARDED);
    }

    private void replay(Letter letter) {
        scheduler.publish(new DeadLetterReplayRequested(
                UUID.randomUUID(), Service.TRANSFER, letter.id(), "alice", Instant.parse("2026-11-23T04:00:00Z")));
    }

    private void discard(Letter letter) {
        scheduler.publish(new DeadLetterDiscardRequested(
                UUID.randomUUID(), Service.TRANSFER, letter.id(), "alice", Instant.parse("2026-11-23T04:00:00Z")));
    }

    private static void breakHandlingOf(String what) {
        breakHandlingOf(what, "a bug");
    }

    private static void breakHandlingOf(String what, String message) {
        fail(what, ALWAYS, new IllegalStateException(message));
    }

    private static List<Letter> awaitOpen(ConfigurableApplicationContext service, int letters) {
        await().atMost(SOON).untilAsserted(() -> assertThat(open(service)).hasSize(letters));
        return open(service);
    }

    private static List<Letter> open(ConfigurableApplicationContext service) {
        return service.getBean(LetterDesk.class)
                .list(new DeadLettersQuestion("", false))
                .letters();
    }

    private static Letter letter(ConfigurableApplicationContext service, UUID id) {
        return service.getBean(LetterDesk.class)
                .list(new DeadLettersQuestion(id.toString().substring(0, 8), true))
                .letters()
                .get(0);
    }

    private static double gauge(ConfigurableApplicationContext service, String name) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        service.getBean("deadLetterMeters", MeterBinder.class).bindTo(registry);
        return registry.get(name).tag("topic", "spirula.policy").gauge().value();
    }

    private ConfigurableApplicationContext start() {
        return world.start(
                Service.TRANSFER, Map.of("spirula.messaging.topics.check-interval", "500ms"), Projection.class);
    }
}
