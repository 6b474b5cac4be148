package io.spirula.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.scheduler.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunVerdictTest {

    private static final TargetRef[] TARGETS = {Facts.target("dr", "rbd"), Facts.target("far", "ssd")};
    private static final BackupRequested REQUEST = Facts.request("vm", 1, TARGETS);

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, COMPLETE, COMPLETED",
        "COMPLETE, FAILED, FAILED",
        "FAILED, FAILED, FAILED",
        "COMPLETE, QUARANTINED, FAILED",
        "COMPLETE, LOST, FAILED",
        "EXPIRED, FAILED, FAILED",
    })
    void aRunEndsWhenAllItsCopiesHave(CopyState first, CopyState second, RunState expected) {
        assertThat(RunVerdict.of(targets(first, second)).orElseThrow().state()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"COMPLETE, PENDING", "FAILED, TRANSFERRING", "FAILED, ", "COMPLETE, ", ", "})
    void aRunStaysOpenWhileOneOfItsCopiesIs(@Nullable CopyState first, @Nullable CopyState second) {
        assertThat(RunVerdict.of(targets(first, second))).isEmpty();
    }

    @Test
    void aCopyThatRetentionDeletedBeforeWeLookedWasComplete() {
        Copy pruned = expired(Assurance.VERIFIED);
        assertThat(RunVerdict.of(List.of(target(0, pruned))).orElseThrow().state())
                .isEqualTo(RunState.COMPLETED);
        assertThat(RunVerdict.of(List.of(target(0, expired(null))))
                        .orElseThrow()
                        .state())
                .isEqualTo(RunState.FAILED);
    }

    @Test
    void theReasonOfAFailedRunNamesEachTargetThatFailed() {
        var reason = RunVerdict.of(targets(CopyState.FAILED, CopyState.LOST))
                .orElseThrow()
                .reason();
        assertThat(reason.code()).isEqualTo("TARGET_FULL");
        assertThat(reason.text()).contains("target dr: pool rbd of site-b is full", "target far: the copy is lost");
    }

    @Test
    void theReasonOfAMissedDeadlineNamesWhatIsStillOpen() {
        var verdict = RunVerdict.afterDeadline(
                REQUEST.requestedAt(), REQUEST.deadline(), targets(CopyState.COMPLETE, CopyState.PENDING));
        assertThat(verdict.reason().code()).isEqualTo("DEADLINE");
        assertThat(verdict.reason().text()).contains("PT10M", "far is pending").doesNotContain("target dr");
        assertThat(RunVerdict.afterDeadline(REQUEST.requestedAt(), REQUEST.deadline(), targets(null, null))
                        .reason()
                        .text())
                .contains("target dr has heard of no snapshot yet");
    }

    @Test
    void aTargetIsBusyWithItsOldestRun() {
        RunTarget open = target(0, Facts.copy(REQUEST, TARGETS[0], CopyState.PENDING, 1));
        RunTarget waiting = target(0, null);
        Map<String, String> why = BusyTargets.why(List.of(open, waiting), "acme"::equals);
        assertThat(why).containsOnlyKeys(TARGETS[0].key());
        assertThat(why.get(TARGETS[0].key())).contains(REQUEST.run().toString(), "is pending since");
        assertThat(BusyTargets.why(List.of(open, waiting), "shared"::equals))
                .containsExactly(entry(TARGETS[0].key(), "a run of another tenant is under way there"));
    }

    private static List<RunTarget> targets(@Nullable CopyState... states) {
        List<RunTarget> targets = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            int index = i;
            targets.add(target(
                    i,
                    Optional.ofNullable(states[i])
                            .map(state -> Facts.copy(REQUEST, TARGETS[index], state, 1))
                            .orElse(null)));
        }
        return targets;
    }

    private static RunTarget target(int index, @Nullable Copy copy) {
        CopyId id = CopyId.of(REQUEST.members().get(0).point(), TARGETS[index].key());
        return new RunTarget(REQUEST.run(), "acme", TARGETS[index], id, copy);
    }

    private static Copy expired(@Nullable Assurance assurance) {
        Copy copy = Facts.copy(REQUEST, TARGETS[0], CopyState.EXPIRED, 3);
        return new Copy(
                copy.id(),
                copy.point(),
                copy.run(),
                copy.lineage(),
                copy.source(),
                copy.ref(),
                copy.tenant(),
                copy.policy(),
                copy.sourceSnapshotId(),
                copy.snapshot(),
                copy.pointTime(),
                copy.size(),
                copy.consistency(),
                copy.target(),
                copy.state(),
                assurance,
                copy.mode(),
                copy.base(),
                copy.diff(),
                copy.diffReason(),
                copy.bytesChanged(),
                copy.bytesMoved(),
                copy.replica(),
                copy.reason(),
                copy.requestedAt(),
                copy.startedAt(),
                copy.endedAt(),
                copy.version());
    }
}
