package io.spirula.messaging.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.Service;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.testing.TestWorld;
import io.spirula.sandbox.SharedSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

class QueryIT {

    private static final RestoreProgressed PROGRESS = new RestoreProgressed(
            new RestoreId(UUID.randomUUID()),
            new LineageId(UUID.randomUUID()),
            "copy",
            1,
            null,
            null,
            Instant.parse("2026-11-22T20:00:00Z"));

    private final TestWorld world = new TestWorld();

    @AfterEach
    void end() {
        world.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Responders {

        @Bean
        QueryResponder twice(EventJson json) {
            return responder("twice", arguments -> json.tree(arguments.asInt() * 2));
        }

        @Bean
        QueryResponder same(EventJson json) {
            return responder("same", arguments -> json.tree("x".repeat(arguments.asInt())));
        }

        /** Cannot be made smaller by compression. */
        @Bean
        QueryResponder noise(EventJson json) {
            return responder("noise", arguments -> {
                byte[] bytes = new byte[arguments.asInt()];
                new Random(1).nextBytes(bytes);
                return json.tree(Base64.getEncoder().encodeToString(bytes));
            });
        }

        @Bean
        QueryResponder refuses() {
            return responder("refuses", arguments -> {
                throw new QueryRefusedException(new Reason("NO_SUCH_THING", "There is no " + arguments));
            });
        }

        @Bean
        QueryResponder fails() {
            return responder("fails", arguments -> {
                throw new IllegalStateException("secret detail");
            });
        }

        private static QueryResponder responder(String question, Function<JsonNode, JsonNode> answer) {
            return new QueryResponder() {
                @Override
                public String question() {
                    return question;
                }

                @Override
                public JsonNode answer(JsonNode arguments) {
                    return answer.apply(arguments);
                }
            };
        }
    }

    @Test
    void everyAskingInstanceGetsItsAnswersAndSilentServicesAreNamed() {
        var one = world.start(Service.SCHEDULER, Map.of());
        var two = world.start(Service.SCHEDULER, Map.of());
        var transfer = world.start(Service.TRANSFER, Map.of(), Responders.class);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !ask(one, "twice", 1, Service.TRANSFER).answers().isEmpty());
        for (var service : Set.of(one, two)) {
            QueryAnswers answers = ask(service, "twice", 21, Service.TRANSFER);
            assertThat(answers.silent()).isEmpty();
            assertThat(answers.answers().get(Service.TRANSFER).answer().asInt()).isEqualTo(42);
        }
        QueryAnswers some = ask(one, "twice", 4, Service.TRANSFER, Service.SNAPSHOT);
        assertThat(some.silent()).containsExactly(Service.SNAPSHOT);
        assertThat(some.answers().get(Service.TRANSFER).answer().asInt()).isEqualTo(8);
        assertThat(ask(one, "unheard-of", 1, Service.TRANSFER).silent()).containsExactly(Service.TRANSFER);
        assertThat(ask(one, "refuses", 1, Service.TRANSFER)
                        .answers()
                        .get(Service.TRANSFER)
                        .reason())
                .isEqualTo(new Reason("NO_SUCH_THING", "There is no 1"));
        Reason failure = ask(one, "fails", 1, Service.TRANSFER)
                .answers()
                .get(Service.TRANSFER)
                .reason();
        assertThat(failure.code()).isEqualTo("QUERY_FAILED");
        assertThat(failure.text()).doesNotContain("secret");
        assertThatThrownBy(() -> ask(transfer, "twice", 1, Service.SNAPSHOT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ask(one, "twice", 1, Service.SCHEDULER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerOfSomeMebibytesArrivesAndOneThatIsTooLargeIsToldAsSuch() {
        var scheduler = world.start(Service.SCHEDULER, Map.of());
        world.start(Service.TRANSFER, Map.of(), Responders.class);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        !ask(scheduler, "twice", 1, Service.TRANSFER).answers().isEmpty());
        assertThat(patiently(scheduler, "same", 3_000_000).answer().asString()).hasSize(3_000_000);
        for (QueryAnswer tooLarge :
                List.of(patiently(scheduler, "same", 5_000_000), patiently(scheduler, "noise", 2_000_000))) {
            assertThat(tooLarge.answer()).isNull();
            assertThat(tooLarge.reason().code()).isEqualTo("ANSWER_TOO_LARGE");
        }
    }

    private static QueryAnswer patiently(ApplicationContext service, String question, int argument) {
        QueryAnswers answers = service.getBean(QueryClient.class)
                .ask(question, argument, Set.of(Service.TRANSFER), Duration.ofSeconds(60));
        assertThat(answers.silent()).as(question + " " + argument).isEmpty();
        return answers.answers().get(Service.TRANSFER);
    }

    private static QueryAnswers ask(ApplicationContext service, String question, int argument, Service... expected) {
        return service.getBean(QueryClient.class).ask(question, argument, Set.of(expected), Duration.ofSeconds(2));
    }

    @Test
    void progressIsSeenByOthersAndHoldsNobodyUpWhenKafkaIsGone() {
        var restore = world.start(Service.RESTORE, Map.of());
        var others = world.fellow(Service.SCHEDULER);
        EphemeralPublisher publisher = restore.getBean(EphemeralPublisher.class);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            publisher.publish(PROGRESS);
            return !others.events(RestoreProgressed.class).isEmpty();
        });
        SharedSandbox.kafka().stop();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            publisher.publish(PROGRESS);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
}
