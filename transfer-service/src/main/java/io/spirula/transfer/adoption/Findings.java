package io.spirula.transfer.adoption;

import java.util.List;

/**
 * What a survey of a place found.
 *
 * @param replicas the images that say they are replicas
 * @param unreadable those that could not be asked
 */
record Findings(List<FoundImage> replicas, List<UnreadableImage> unreadable) {

    Findings {
        replicas = List.copyOf(replicas);
        unreadable = List.copyOf(unreadable);
    }
}
