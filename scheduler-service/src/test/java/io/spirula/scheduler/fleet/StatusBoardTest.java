package io.spirula.scheduler.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.PointId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.scheduler.Facts;
import io.spirula.scheduler.fleet.StatusView.Row;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.progress.Progress;
import io.spirula.scheduler.protection.Protection;
import io.spirula.scheduler.run.Run;
import io.spirula.scheduler.run.RunState;
import io.spirula.scheduler.selection.Assignment.Conflict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StatusBoardTest {

    private static final Instant NOW = Facts.NOW.plusSeconds(300);
    private static final TargetRef DR = Facts.target("dr", "rbd");
    private static final TargetRef FAR = Facts.target("far", "ssd");
    private static final Schedule SCHEDULE = new Schedule(Duration.ofMinutes(1), null, "UTC", Duration.ZERO, true);

    @Test
    void theTargetThatIsFurthestBehindCounts() {
        Health health = Health.of(
                Duration.ofMinutes(4),
                List.of(Optional.of(NOW.minusSeconds(60)), Optional.of(NOW.minusSeconds(241))),
                NOW);
        assertThat(health.age()).isEqualTo(Duration.ofSeconds(241));
        assertThat(health.met()).isFalse();
        assertThat(Health.of(Duration.ofSeconds(241), List.of(Optional.of(NOW.minusSeconds(241))), NOW)
                        .met())
                .isTrue();
    }

    @Test
    void withoutACompletePointOnEveryTargetAnObjectiveIsNotMet() {
        Health health = Health.of(Duration.ofHours(1), List.of(Optional.of(NOW), Optional.empty()), NOW);
        assertThat(health.met()).isFalse();
        assertThat(health.age()).isNull();
        assertThat(Health.of(null, List.of(Optional.empty()), NOW).met()).isNull();
    }

    @Test
    void onlyCompleteCopiesCountAndThePhaseOfARunningCopyIsShown() {
        BackupRequested first = Facts.request("vm", 1, DR);
        BackupRequested second = Facts.request("vm", 2, DR);
        Copy complete = Facts.copy(first, DR, CopyState.COMPLETE, 2);
        Copy moving = Facts.copy(second, DR, CopyState.TRANSFERRING, 1);
        Row row = row(state(
                policy(false),
                protection(List.of(DR), List.of()),
                List.of(complete),
                List.of(moving),
                List.of(run(second, RunState.RUNNING, null)),
                Map.of(moving.id().value(), new Progress("move", 10, 40L, 40L, 3L, 10L, null, NOW))));
        assertThat(row.targets().get(0).state()).isEqualTo("transferring");
        assertThat(row.targets().get(0).lastPoint().id())
                .isEqualTo(complete.point().value());
        assertThat(row.targets().get(0).age()).isEqualTo(Duration.ofSeconds(240));
        assertThat(row.running())
                .isEqualTo(new StatusView.Running(second.run().value(), "move", 10L, 40L, 40L, 3L, 10L));
        assertThat(row.waiting()).isNull();
        assertThat(row.healthy()).isTrue();
    }

    @Test
    void whatWaitsSaysWhy() {
        BackupRequested request = Facts.request("vm", 2, DR);
        Copy pending = Facts.copy(request, DR, CopyState.PENDING, 1);
        assertThat(waiting(policy(true), protection(List.of(DR), List.of()), List.of()))
                .contains("policy gold is paused");
        assertThat(waiting(policy(false), protection(List.of(), List.of(new Conflict(DR, "silver"))), List.of()))
                .contains("target dr is left to policy silver");
        assertThat(waiting(policy(false), protection(List.of(DR, FAR), List.of()), List.of(pending)))
                .contains("target dr", request.run().toString(), "is pending since 180 s")
                .doesNotContain("far");
        Row row = row(state(
                policy(false),
                protection(List.of(DR), List.of()),
                List.of(),
                List.of(),
                List.of(run(request, RunState.RUNNING, null)),
                Map.of()));
        assertThat(row.waiting()).contains("waits for its snapshot since 180 s");
        assertThat(row.running().phase()).isEqualTo("snapshot");
    }

    @Test
    void whileTheServiceIsStillToReadWhatWasToldNoScheduleFiresAndTheStatusSaysSo() {
        assertThat(WhyItWaits.of(
                        policy(false),
                        protection(List.of(DR), List.of()),
                        null,
                        List.of(),
                        tenant -> true,
                        Set.of("spirula.run", "spirula.copy"),
                        Set.of(),
                        NOW))
                .contains("no schedule fires", "spirula.copy, spirula.run");
    }

    @Test
    void aTopicThatTheServiceMayNotReadIsNamedAndStopsNoSchedule() {
        assertThat(WhyItWaits.of(
                        policy(false),
                        protection(List.of(DR), List.of()),
                        null,
                        List.of(),
                        tenant -> true,
                        Set.of(),
                        Set.of("spirula.copy"),
                        NOW))
                .contains("does not let scheduler-service read spirula.copy")
                .doesNotContain("no schedule");
    }

    @Test
    void aFailedLastRunMakesTheFleetUnhealthyAndSaysWhy() {
        BackupRequested request = Facts.request("vm", 2, DR);
        FleetState state = state(
                policy(false),
                protection(List.of(DR), List.of()),
                List.of(Facts.copy(Facts.request("vm", 1, DR), DR, CopyState.COMPLETE, 2)),
                List.of(),
                List.of(run(request, RunState.FAILED, new Reason("TARGET_FULL", "add space"))),
                Map.of());
        StatusView status = new StatusBoard(state, tenant -> true).status(policy -> true);
        assertThat(status.healthy()).isFalse();
        assertThat(status.rows().get(0).lastRun().reason().code()).isEqualTo("TARGET_FULL");
        assertThat(new StatusBoard(state, tenant -> true)
                        .status(policy -> false)
                        .rows())
                .isEmpty();
    }

    @Test
    void aPolicyThatLeavesAllItsTargetsToAnotherOneMissesNothing() {
        BackupRequested request = Facts.request("vm", 4, DR);
        Protection kept = protection(List.of(DR), List.of());
        FleetState state = new FleetState(
                List.of(),
                List.of(policy("gold"), policy("silver"), policy("bronze")),
                List.of(
                        kept,
                        protection("silver", List.of(), List.of(new Conflict(DR, "gold"))),
                        protection("bronze", List.of(FAR), List.of())),
                List.of(
                        Facts.copy(request, DR, CopyState.COMPLETE, 2),
                        Facts.copy(request, FAR, CopyState.COMPLETE, 2)),
                List.of(),
                List.of(),
                List.of(run(
                        Facts.request("vm", 1, DR), "silver", RunState.FAILED, new Reason("TARGET_FULL", "add space"))),
                Map.of(),
                Set.of(),
                Set.of(),
                NOW);
        StatusView status = new StatusBoard(state, tenant -> true).status(policy -> true);
        assertThat(status.rows()).extracting(Row::policy).containsExactly("gold", "silver", "bronze");
        assertThat(status.rows()).extracting(row -> row.rpo().met()).containsExactly(true, null, true);
        assertThat(status.rows().get(1).rpo()).isEqualTo(new Health(null, null, null));
        assertThat(status.rows().get(1).lastRun().state()).isEqualTo(RunState.FAILED);
        assertThat(status.healthy()).isTrue();
        assertThat(gauges(state))
                .containsEntry("spirula.fleet.images", 1.0)
                .containsEntry("spirula.fleet.objectives.missed", 0.0)
                .containsEntry("spirula.fleet.unhealthy", 0.0);
    }

    @Test
    void whatAnotherTenantHasOnTheSameTargetDoesNotCountAndOnlyThatItWorksThereIsTold() {
        BackupRequested first = Facts.request("vm", 1, DR);
        BackupRequested second = Facts.request("vm", 2, DR);
        Policy shared = new Policy("gold", "shared", 1, false, policy(false).spec(), "", Facts.NOW, Facts.NOW);
        FleetState state = state(
                shared,
                protection(List.of(DR), List.of()),
                List.of(Facts.copy(first, DR, CopyState.COMPLETE, 2)),
                List.of(Facts.copy(second, DR, CopyState.PENDING, 1)),
                List.of(),
                Map.of());

        Row row = new StatusBoard(state, "shared"::equals)
                .status(policy -> true)
                .rows()
                .get(0);

        assertThat(row.targets().get(0).lastPoint()).isNull();
        assertThat(row.targets().get(0).age()).isNull();
        assertThat(row.rpo().met()).isFalse();
        assertThat(row.waiting()).isEqualTo("target dr: a run of another tenant is under way there");
        assertThat(row(state).waiting()).contains(second.run().toString());
        assertThat(new StatusBoard(state, "acme"::equals).status(policy -> true).rows())
                .isEmpty();
    }

    @Test
    void anImageThatMissesTheObjectivesOfTwoPoliciesIsOneImage() {
        FleetState state = new FleetState(
                List.of(),
                List.of(policy("gold"), policy("silver")),
                List.of(protection(List.of(DR), List.of()), protection("silver", List.of(FAR), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Set.of(),
                Set.of(),
                NOW);
        assertThat(gauges(state))
                .containsEntry("spirula.fleet.images", 1.0)
                .containsEntry("spirula.fleet.objectives.missed", 1.0)
                .containsEntry("spirula.fleet.unhealthy", 1.0);
    }

    private static Map<String, Double> gauges(FleetState state) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        FleetReader reader = new FleetReader(null, null, null, null, null, null, null, null) {
            @Override
            public FleetState read() {
                return state;
            }
        };
        new FleetMetrics(reader, registry, Clock.fixed(NOW, ZoneOffset.UTC)).read();
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("spirula.fleet."))
                .collect(Collectors.toMap(
                        meter -> meter.getId().getName(),
                        meter -> meter.measure().iterator().next().getValue()));
    }

    private static String waiting(Policy policy, Protection protection, List<Copy> open) {
        return String.valueOf(row(state(policy, protection, List.of(), open, List.of(), Map.of()))
                .waiting());
    }

    private static Row row(FleetState state) {
        return new StatusBoard(state, tenant -> true)
                .status(policy -> true)
                .rows()
                .get(0);
    }

    private static FleetState state(
            Policy policy,
            Protection protection,
            List<Copy> complete,
            List<Copy> open,
            List<Run> runs,
            Map<UUID, Progress> progress) {
        return new FleetState(
                List.of(),
                List.of(policy),
                List.of(protection),
                complete,
                open,
                runs.stream().filter(run -> run.state() == RunState.RUNNING).toList(),
                runs.stream().filter(run -> run.state() != RunState.RUNNING).toList(),
                progress,
                Set.of(),
                Set.of(),
                NOW);
    }

    private static Policy policy(String name) {
        return new Policy(name, "acme", 1, false, policy(false).spec(), "", Facts.NOW, Facts.NOW);
    }

    private static Policy policy(boolean paused) {
        PolicySpec spec = new PolicySpec(
                new SourceSelector("site-a", List.of("rbd"), List.of("*"), List.of(), Map.of()),
                SCHEDULE,
                List.of(new TargetSpec(DR, new KeepRule(3))),
                new KeepRule(1),
                DiffMode.AUTO,
                VerifyMode.READ_BACK,
                new Objectives(Duration.ofMinutes(5)),
                null,
                null,
                null);
        return new Policy("gold", "acme", 1, paused, spec, "", Facts.NOW, Facts.NOW);
    }

    private static Protection protection(List<TargetRef> targets, List<Conflict> conflicts) {
        return protection("gold", targets, conflicts);
    }

    private static Protection protection(String policy, List<TargetRef> targets, List<Conflict> conflicts) {
        return new Protection(
                Facts.lineage("vm"),
                policy,
                Facts.image("vm"),
                Facts.ref("vm"),
                targets,
                conflicts,
                SCHEDULE,
                Facts.NOW,
                NOW.plusSeconds(10));
    }

    private static Run run(BackupRequested request, RunState state, Reason reason) {
        return run(request, "gold", state, reason);
    }

    private static Run run(BackupRequested request, String policy, RunState state, Reason reason) {
        return new Run(
                request.run(),
                Facts.lineage("vm"),
                Facts.image("vm"),
                Facts.ref("vm"),
                policy,
                1,
                "acme",
                RunTrigger.SCHEDULE,
                "service:scheduler",
                PointId.of(request.run(), Facts.lineage("vm")),
                state,
                reason,
                request.requestedAt(),
                request.requestedAt(),
                request.deadline(),
                state == RunState.RUNNING ? null : request.requestedAt());
    }
}
