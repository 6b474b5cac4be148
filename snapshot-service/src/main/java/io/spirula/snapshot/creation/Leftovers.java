package io.spirula.snapshot.creation;

import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.snapshot.retention.SnapshotRegister;
import io.spirula.snapshot.retention.SourceSnapshot;
import org.springframework.stereotype.Component;

/** What an ended run's attempts left is ours, too: taken in without a lease, retention removes it. */
@Component
class Leftovers {

    private final SnapshotRegister register;

    Leftovers(SnapshotRegister register) {
        this.register = register;
    }

    void takeIn(WorkTurn turn, BackupRun run, SourceImages images) {
        BackupRequested request = run.request();
        for (BackupMember member : request.members()) {
            images.leftover(member, run.snapshotName())
                    .filter(run::mayHaveMade)
                    .map(snapshot -> SourceSnapshot.held(
                            member, request.run(), request.policy(), request.requestedAt(), snapshot))
                    .ifPresent(ours -> turn.runInTransaction(() -> register.discard(ours, why(run))));
        }
    }

    private static Reason why(BackupRun run) {
        return run.state() == RunState.FAILED
                ? new Reason("RUN_FAILED", "run " + run.request().run() + " failed before it was told")
                : new Reason(
                        "ATTEMPT_OVERTAKEN",
                        "an attempt of run " + run.request().run() + " made it after another had ended the run");
    }
}
