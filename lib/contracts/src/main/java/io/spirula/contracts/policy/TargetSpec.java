package io.spirula.contracts.policy;

import io.spirula.contracts.TargetRef;
import java.util.Objects;

/**
 * A target of a policy.
 *
 * @param target the place
 * @param retention which points stay there
 */
public record TargetSpec(TargetRef target, KeepRule retention) {

    public TargetSpec {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(retention, "retention");
    }
}
