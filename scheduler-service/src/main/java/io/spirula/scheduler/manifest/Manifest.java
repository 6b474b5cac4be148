package io.spirula.scheduler.manifest;

import io.spirula.contracts.policy.PolicySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy manifest that was understood completely.
 *
 * @param name the policy's name
 * @param tenant whose it is; null when the manifest does not say
 * @param spec what it asks for, with defaults filled in
 * @param warnings what is allowed but perhaps not meant
 */
public record Manifest(String name, @Nullable String tenant, PolicySpec spec, List<String> warnings) {

    public Manifest {
        warnings = List.copyOf(warnings);
    }
}
