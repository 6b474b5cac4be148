package io.spirula.scheduler.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.scheduler.Facts;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyConflict;
import io.spirula.scheduler.selection.Assignment;
import io.spirula.scheduler.selection.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final Instant NOW = Facts.NOW;
    private static final TargetRef DR = Facts.target("dr", "rbd");
    private static final TargetRef FAR = Facts.target("far", "ssd");

    @Test
    void aNewDiskIsDueAtOnceUnderAnIntervalAndAtTheNextTimeUnderCron() {
        assertThat(only(coverage(policy("p", "*", every(15), false, DR)), Map.of())
                        .nextDue())
                .isEqualTo(NOW);
        assertThat(only(coverage(policy("p", "*", cron("0 3 * * *"), false, DR)), Map.of())
                        .nextDue())
                .isEqualTo(Instant.parse("2026-11-23T03:00:00Z"));
    }

    @Test
    void whatIsUnchangedStaysAsItIs() {
        Coverage coverage = coverage(policy("p", "*", every(15), false, DR));
        Protection before = due(only(coverage, Map.of()), NOW.plusSeconds(77));
        assertThat(only(coverage, Map.of("p", before))).isEqualTo(before);
    }

    @Test
    void anotherScheduleIsFollowedFromNowOn() {
        Protection before = due(only(coverage(policy("p", "*", every(15), false, DR)), Map.of()), NOW.plusSeconds(77));
        assertThat(only(coverage(policy("p", "*", every(10), false, DR)), Map.of("p", before))
                        .nextDue())
                .isEqualTo(Instant.parse("2026-11-22T20:10:00Z"));
    }

    @Test
    void aPausedPolicyProtectsButIsNeverDueAndResumesWithoutCatchingUp() {
        Protection paused = only(coverage(policy("p", "*", every(15), true, DR)), Map.of());
        assertThat(paused.isEffective()).isTrue();
        assertThat(paused.nextDue()).isNull();
        assertThat(only(coverage(policy("p", "*", every(15), false, DR)), Map.of("p", paused))
                        .nextDue())
                .isEqualTo(Instant.parse("2026-11-22T20:15:00Z"));
    }

    @Test
    void aConflictNamesThePolicyThatHasTheImage() {
        Policy first = policy("first", "v*", every(15), false, DR);
        Policy second = policy("second", "*m", every(15), false, FAR, DR);
        Optional<PolicyConflict> conflict = coverage(first)
                .conflictOf(second, new Selector(second.spec().source(), pool -> true), List.of(image()));
        assertThat(conflict).hasValue(new PolicyConflict(Facts.ref("vm"), DR, "first"));
        Policy elsewhere = policy("third", "*m", every(15), false, FAR);
        assertThat(coverage(first, second)
                        .conflictOf(elsewhere, new Selector(elsewhere.spec().source(), pool -> true), List.of()))
                .isEmpty();
    }

    @Test
    void aPolicyOfAnotherTenantIsInTheWayWithoutBeingNamed() {
        Policy theirs = policy("theirs", "v*", every(15), false, DR);
        Policy mine = ofTenant("other", policy("mine", "*m", every(15), false, DR));
        Coverage both = new Coverage(List.of(theirs, mine), (tenant, pool) -> true);

        Optional<PolicyConflict> conflict =
                both.conflictOf(mine, new Selector(mine.spec().source(), pool -> true), List.of(image()));
        List<Protection> protections = both.of(image(), Map.of(), NOW);

        assertThat(conflict)
                .hasValueSatisfying(found -> assertThat(found.other()).isEqualTo("of another tenant"));
        assertThat(protections)
                .filteredOn(protection -> protection.policy().equals("mine"))
                .flatExtracting(Protection::conflicts)
                .extracting(Assignment.Conflict::keptBy)
                .containsExactly("of another tenant");
    }

    @Test
    void whatAPolicySaysInVainIsWarnedAbout() {
        assertThat(PolicyWarnings.of(policy("p", "vm", every(15), false, DR), List.of(image()), pool -> true))
                .isEmpty();
        assertThat(PolicyWarnings.of(policy("p", "db-*", every(15), false, DR), List.of(image()), pool -> true))
                .singleElement()
                .asString()
                .contains("'db-*' matches no image");
        assertThat(PolicyWarnings.of(policy("p", "vm", every(15), false, DR), List.of(), pool -> true))
                .first()
                .asString()
                .contains("no image of pool site-a/rbd is known");
    }

    private static Protection only(Coverage coverage, Map<String, Protection> before) {
        List<Protection> protections = coverage.of(image(), before, NOW);
        assertThat(protections).hasSize(1);
        return protections.get(0);
    }

    private static Protection due(Protection protection, Instant at) {
        return new Protection(
                protection.lineage(),
                protection.policy(),
                protection.image(),
                protection.ref(),
                protection.targets(),
                protection.conflicts(),
                protection.schedule(),
                protection.since(),
                at);
    }

    private static Coverage coverage(Policy... oldestFirst) {
        return new Coverage(List.of(oldestFirst), (tenant, pool) -> tenant.equals("acme"));
    }

    private static Policy policy(String name, String glob, Schedule schedule, boolean paused, TargetRef... targets) {
        PolicySpec spec = new PolicySpec(
                new SourceSelector("site-a", List.of("rbd"), List.of(glob), List.of(), Map.of()),
                schedule,
                List.of(targets).stream()
                        .map(target -> new TargetSpec(target, new KeepRule(3)))
                        .toList(),
                new KeepRule(1),
                DiffMode.AUTO,
                VerifyMode.READ_BACK,
                new Objectives(null),
                null,
                null,
                null);
        return new Policy(name, "acme", 1, paused, spec, "", NOW, NOW);
    }

    private static Policy ofTenant(String tenant, Policy policy) {
        return new Policy(policy.name(), tenant, 1, policy.paused(), policy.spec(), "", NOW, NOW);
    }

    private static Schedule every(int minutes) {
        return schedule(Duration.ofMinutes(minutes), null);
    }

    private static Schedule cron(String cron) {
        return schedule(null, cron);
    }

    private static Schedule schedule(@Nullable Duration every, @Nullable String cron) {
        return new Schedule(every, cron, "UTC", Duration.ZERO, true);
    }

    private static ObservedImage image() {
        return new ObservedImage(
                Facts.image("vm"), Facts.ref("vm"), 1, null, Map.of(), false, false, MirrorRole.NONE, false, NOW);
    }
}
