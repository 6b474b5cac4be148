package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses which images a scan opens. Listing all is cheap, opening each is not: images never opened, and those that we
 * hold snapshots of, are opened in every scan, the others in turns.
 *
 * <p>Used by one thread.
 */
final class InspectionRound {

    private final Map<ImageId, Long> lastInspected = new HashMap<>();
    private final int turn;
    private long scan;

    /**
     * @param turn how many of the other images a scan opens, at least one
     */
    InspectionRound(int turn) {
        this.turn = turn;
    }

    /** The images to open in this scan; forgets images that are not there any more. */
    Set<ImageId> next(Collection<Sighting> sightings, Set<ImageId> known, Set<ImageId> watched) {
        scan++;
        List<ImageId> present = sightings.stream().map(Sighting::image).toList();
        lastInspected.keySet().retainAll(Set.copyOf(present));
        Set<ImageId> chosen = new LinkedHashSet<>();
        present.stream()
                .filter(image -> !known.contains(image) || watched.contains(image))
                .forEach(chosen::add);
        present.stream()
                .filter(image -> !chosen.contains(image))
                .sorted(Comparator.comparing(image -> lastInspected.getOrDefault(image, 0L)))
                .limit(turn)
                .forEach(chosen::add);
        return chosen;
    }

    void inspected(ImageId image) {
        lastInspected.put(image, scan);
    }
}
