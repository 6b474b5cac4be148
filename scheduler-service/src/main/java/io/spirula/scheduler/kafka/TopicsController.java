package io.spirula.scheduler.kafka;

import io.spirula.contracts.event.Service;
import io.spirula.scheduler.deadletter.LetterDirectory;
import io.spirula.scheduler.deadletter.LettersView;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Topics, groups and lag over HTTP, for who acts for all tenants. */
@RestController
class TopicsController {

    private static final String GROUP_PREFIX = "spirula.";

    private final KafkaWatch watch;
    private final LetterDirectory letters;

    TopicsController(KafkaWatch watch, LetterDirectory letters) {
        this.watch = watch;
        this.letters = letters;
    }

    @GetMapping("/api/v1/topics")
    TopicsView topics(@AuthenticationPrincipal Caller caller) {
        if (!caller.actsForEverybody()) {
            throw Refusal.of(ProblemCode.FORBIDDEN, "Topics are for those who act for all tenants");
        }
        KafkaView view = watch.last()
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.UNAVAILABLE,
                        "Kafka did not answer the last time it was asked; see /actuator/health of scheduler-service"));
        LettersView open = letters.list("", false);
        return new TopicsView(
                view.at(),
                view.brokers(),
                view.topics().stream().map(TopicsView.TopicView::of).toList(),
                view.groups().stream().map(group -> group(group, open)).toList(),
                view.unknown(),
                open.unknown());
    }

    private static TopicsView.GroupView group(KafkaView.Group group, LettersView open) {
        return new TopicsView.GroupView(
                group.name(),
                group.members(),
                group.byTopic().entrySet().stream()
                        .map(entry -> reading(group, entry.getKey(), entry.getValue(), open))
                        .toList());
    }

    private static TopicsView.ReadingView reading(
            KafkaView.Group group, String topic, List<KafkaView.Reading> readings, LettersView open) {
        double seconds = readings.stream()
                .mapToDouble(KafkaView.Reading::lagSeconds)
                .max()
                .orElse(0);
        return new TopicsView.ReadingView(
                topic,
                KafkaView.Reading.lag(readings),
                Double.isNaN(seconds) ? null : seconds,
                service(group.name())
                        .map(service -> deadLetters(service, topic, open))
                        .orElse(null));
    }

    private static @Nullable Long deadLetters(Service service, String topic, LettersView open) {
        Map<String, Long> byTopic = open.byTopic().get(service);
        return byTopic == null ? null : byTopic.getOrDefault(topic, 0L);
    }

    private static Optional<Service> service(String group) {
        return Arrays.stream(Service.values())
                .filter(service -> group.equals(GROUP_PREFIX + service.wireName()))
                .findFirst();
    }
}
