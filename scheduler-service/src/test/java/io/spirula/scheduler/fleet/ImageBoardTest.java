package io.spirula.scheduler.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.scheduler.Facts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ImageBoardTest {

    private static final TargetRef DR = Facts.target("dr", "rbd");
    private static final TargetRef FAR = Facts.target("far", "ssd");

    @Test
    void theLastPointOfAnImageIsOneOfTheTenantsThatAreShown() {
        Copy older = Facts.copy(Facts.request("lost", 1, DR), DR, CopyState.COMPLETE, 2);
        Copy newer = Facts.copy(ofShared(Facts.request("lost", 2, FAR)), FAR, CopyState.COMPLETE, 2);
        FleetState state = new FleetState(
                List.of(),
                List.of(),
                List.of(),
                List.of(older, newer),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Set.of(),
                Set.of(),
                Facts.NOW);

        assertThat(lastPoints(state, "acme"::equals))
                .containsExactly(older.point().value());
        assertThat(lastPoints(state, "shared"::equals))
                .containsExactly(newer.point().value());
        assertThat(lastPoints(state, tenant -> true))
                .containsExactly(newer.point().value());
        assertThat(lastPoints(state, "other"::equals)).isEmpty();
    }

    private static List<UUID> lastPoints(FleetState state, Predicate<String> tenants) {
        return new ImageBoard(state, tenants)
                .unseen(copy -> true).stream()
                        .map(image -> image.lastPoint().id())
                        .toList();
    }

    private static BackupRequested ofShared(BackupRequested request) {
        return new BackupRequested(
                request.run(),
                request.policy(),
                request.policyRevision(),
                "shared",
                request.group(),
                request.members(),
                request.targets(),
                request.settings(),
                request.requestedAt(),
                request.deadline());
    }
}
