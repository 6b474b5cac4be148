package io.spirula.scheduler.plan;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.RetentionAnswer;
import io.spirula.contracts.query.RetentionQuestion;
import io.spirula.messaging.query.QueryAnswer;
import io.spirula.messaging.query.QueryClient;
import io.spirula.scheduler.point.DiskFinder;
import io.spirula.scheduler.point.Point;
import io.spirula.scheduler.point.PointQueries;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What would be done, over HTTP. */
@RestController
@RequestMapping("/api/v1")
class PlanController {

    private final PlanService plans;
    private final DiskFinder disks;
    private final PointQueries points;
    private final QueryClient queries;
    private final EventJson json;
    private final SchedulerProperties properties;

    PlanController(
            PlanService plans,
            DiskFinder disks,
            PointQueries points,
            QueryClient queries,
            EventJson json,
            SchedulerProperties properties) {
        this.plans = plans;
        this.disks = disks;
        this.points = points;
        this.queries = queries;
        this.json = json;
        this.properties = properties;
    }

    @PostMapping(
            path = "/policies/plan",
            consumes = {"application/yaml", "application/x-yaml", "text/yaml", "text/plain", "application/json"})
    PlanView plan(@AuthenticationPrincipal Caller caller, @RequestBody String manifest) {
        return plans.plan(caller, manifest);
    }

    @GetMapping("/retention/explain")
    List<VerdictView> explain(@AuthenticationPrincipal Caller caller, @RequestParam String image) {
        List<VerdictView> verdicts = new ArrayList<>();
        for (LineageId lineage : disks.find(caller, image).all()) {
            Set<UUID> visible = points.of(caller, List.of(lineage)).stream()
                    .map(Point::id)
                    .map(id -> id.value())
                    .collect(Collectors.toSet());
            ask(lineage).verdicts().stream()
                    .filter(verdict -> visible.contains(verdict.point().value()))
                    .map(VerdictView::of)
                    .forEach(verdicts::add);
        }
        return verdicts;
    }

    private RetentionAnswer ask(LineageId lineage) {
        QueryAnswer answer = queries.ask(
                        RetentionQuestion.NAME,
                        new RetentionQuestion(lineage),
                        Set.of(Service.TRANSFER),
                        properties.queries().timeout())
                .answers()
                .get(Service.TRANSFER);
        if (answer == null) {
            throw Refusal.of(
                    ProblemCode.SERVICE_SILENT,
                    Service.TRANSFER.wireName() + " did not answer within "
                            + properties.queries().timeout().toSeconds() + " s; see whether it runs");
        }
        Reason reason = answer.reason();
        if (answer.answer() == null) {
            throw Refusal.of(
                    ProblemCode.UNAVAILABLE,
                    Service.TRANSFER.wireName() + " could not answer: "
                            + (reason == null ? "it gave no reason" : reason.text()));
        }
        return json.fromTree(answer.answer(), RetentionAnswer.class);
    }

    /**
     * What becomes of one copy.
     *
     * @param point the point
     * @param target the policy's name for the target
     * @param targetKey the target
     * @param keep whether it stays
     * @param reason what keeps it, or why nothing does
     */
    record VerdictView(UUID point, String target, String targetKey, boolean keep, String reason) {

        static VerdictView of(RetentionAnswer.Verdict verdict) {
            return new VerdictView(
                    verdict.point().value(),
                    verdict.target().name(),
                    verdict.target().key(),
                    verdict.keep(),
                    verdict.reason());
        }
    }
}
