package io.spirula.scheduler.fleet;

import io.spirula.contracts.event.Copy;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.point.CopyStore;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.progress.ProgressStore;
import io.spirula.scheduler.protection.ProtectionStore;
import io.spirula.scheduler.run.RunStore;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads the state of the fleet from one snapshot of the database, so that its parts agree. */
@Component
class FleetReader {

    private final ImageStore images;
    private final PolicyStore policies;
    private final ProtectionStore protections;
    private final CopyStore copies;
    private final RunStore runs;
    private final ProgressStore progress;
    private final CatchUp catchUp;
    private final Clock clock;

    FleetReader(
            ImageStore images,
            PolicyStore policies,
            ProtectionStore protections,
            CopyStore copies,
            RunStore runs,
            ProgressStore progress,
            CatchUp catchUp,
            Clock clock) {
        this.images = images;
        this.policies = policies;
        this.protections = protections;
        this.copies = copies;
        this.runs = runs;
        this.progress = progress;
        this.catchUp = catchUp;
        this.clock = clock;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public FleetState read() {
        List<Copy> open = copies.open();
        return new FleetState(
                images.all(),
                policies.all(),
                protections.all(),
                copies.newestComplete(),
                open,
                runs.running(),
                runs.lastEnded(),
                progress.of(open.stream().map(copy -> copy.id().value()).toList()),
                catchUp.unread().keySet(),
                catchUp.denied().keySet(),
                clock.instant());
    }
}
