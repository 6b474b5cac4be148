package io.spirula.contracts.policy;

import java.util.List;
import java.util.Map;

/**
 * Which images a policy protects.
 *
 * @param cluster the configured cluster
 * @param pools pools, each {@code pool} or {@code pool/namespace}
 * @param images globs on the image's name; any of them must match
 * @param exclude globs; none may match
 * @param labels image metadata that must all be there with these values
 */
public record SourceSelector(
        String cluster, List<String> pools, List<String> images, List<String> exclude, Map<String, String> labels) {

    public SourceSelector {
        pools = List.copyOf(pools);
        images = List.copyOf(images);
        exclude = List.copyOf(exclude);
        labels = Map.copyOf(labels);
    }
}
