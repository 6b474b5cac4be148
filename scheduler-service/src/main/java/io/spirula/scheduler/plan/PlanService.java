package io.spirula.scheduler.plan;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.messaging.query.QueryAnswer;
import io.spirula.messaging.query.QueryAnswers;
import io.spirula.messaging.query.QueryClient;
import io.spirula.scheduler.place.PlaceCheck;
import io.spirula.scheduler.policy.Draft;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyService;
import io.spirula.scheduler.protection.PolicyPreview;
import io.spirula.scheduler.protection.PolicyPreview.Action;
import io.spirula.scheduler.protection.PolicyPreview.Effect;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Says what applying a manifest would do: which images here, what would be moved by asking transfer-service. */
@Component
class PlanService {

    private final PolicyService policies;
    private final PolicyPreview preview;
    private final PlaceCheck places;
    private final QueryClient queries;
    private final EventJson json;
    private final SchedulerProperties properties;

    PlanService(
            PolicyService policies,
            PolicyPreview preview,
            PlaceCheck places,
            QueryClient queries,
            EventJson json,
            SchedulerProperties properties) {
        this.policies = policies;
        this.preview = preview;
        this.places = places;
        this.queries = queries;
        this.json = json;
        this.properties = properties;
    }

    PlanView plan(Caller caller, String manifest) {
        Draft draft = policies.draft(caller, null, manifest);
        List<Effect> effects = preview.of(draft);
        List<TargetRef> targets =
                draft.policy().spec().targets().stream().map(TargetSpec::target).toList();
        List<String> warnings = new ArrayList<>(draft.warnings());
        warnings.addAll(preview.warningsOf(draft.policy()));
        warnings.addAll(
                places.warningsOf(draft.policy().spec(), draft.existing().map(Policy::spec)));
        Map<String, PlanAnswer.Item> moves = ask(draft.policy().tenant(), effects, targets, warnings);
        List<PlanView.Image> images = effects.stream()
                .map(effect -> new PlanView.Image(
                        effect.image().ref().text(),
                        effect.image().id().text(),
                        effect.action().name().toLowerCase(Locale.ROOT),
                        effect.reason(),
                        isCopied(effect) ? moves(effect, targets, moves) : List.of()))
                .toList();
        return new PlanView(draft.policy().name(), images, warnings);
    }

    private Map<String, PlanAnswer.Item> ask(
            String tenant, List<Effect> effects, List<TargetRef> targets, List<String> warnings) {
        List<PlanQuestion.Item> all = effects.stream()
                .filter(PlanService::isCopied)
                .flatMap(effect -> targets.stream()
                        .map(target -> new PlanQuestion.Item(
                                lineage(effect),
                                effect.image().id(),
                                target,
                                effect.image().ref(),
                                tenant)))
                .toList();
        if (all.isEmpty()) {
            return Map.of();
        }
        List<PlanQuestion.Item> asked = all.subList(0, Math.min(all.size(), PlanQuestion.MAX_ITEMS));
        if (asked.size() < all.size()) {
            warnings.add("transfer-service was asked about the first " + asked.size() + " of " + all.size()
                    + " copies only");
        }
        QueryAnswers answers = queries.ask(
                PlanQuestion.NAME,
                new PlanQuestion(asked),
                Set.of(Service.TRANSFER),
                properties.queries().timeout());
        QueryAnswer answer = answers.answers().get(Service.TRANSFER);
        if (answer == null) {
            warnings.add(Service.TRANSFER.wireName() + " did not answer within "
                    + properties.queries().timeout().toSeconds() + " s: what would be moved is not known");
            return Map.of();
        }
        return read(answer, warnings);
    }

    private Map<String, PlanAnswer.Item> read(QueryAnswer answer, List<String> warnings) {
        Map<String, PlanAnswer.Item> moves = new HashMap<>();
        Reason reason = answer.reason();
        if (answer.answer() == null) {
            warnings.add(Service.TRANSFER.wireName() + " could not say what would be moved: "
                    + (reason == null ? "it gave no reason" : reason.text()));
            return moves;
        }
        try {
            json.fromTree(answer.answer(), PlanAnswer.class)
                    .items()
                    .forEach(item -> moves.put(item.lineage() + ">" + item.targetKey(), item));
        } catch (JacksonException e) {
            warnings.add(Service.TRANSFER.wireName() + " gave an answer that this version does not understand");
        }
        return moves;
    }

    private static List<PlanView.Target> moves(
            Effect effect, List<TargetRef> targets, Map<String, PlanAnswer.Item> moves) {
        return targets.stream()
                .map(target -> move(target, moves.get(lineage(effect) + ">" + target.key())))
                .toList();
    }

    private static PlanView.Target move(TargetRef target, PlanAnswer.@Nullable Item item) {
        if (item == null) {
            return new PlanView.Target(target.name(), "unknown", null, "transfer-service did not say");
        }
        PointId base = item.base();
        return new PlanView.Target(
                target.name(),
                item.mode().name().toLowerCase(Locale.ROOT),
                base == null ? null : base.value(),
                item.reason());
    }

    private static boolean isCopied(Effect effect) {
        return effect.action() == Action.PROTECT || effect.action() == Action.UNCHANGED;
    }

    private static LineageId lineage(Effect effect) {
        return LineageId.mintFor(effect.image().id());
    }
}
