package io.spirula.contracts.event;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.VerifyMode;
import org.jspecify.annotations.Nullable;

/**
 * How the copies of a run are made; fixed when the run starts.
 *
 * @param diff how changes are found
 * @param verify how a copy is proven
 * @param digest whether increments keep up digests; null in what older versions wrote, see {@link #digestMode()}
 */
public record MoveSettings(
        DiffMode diff, VerifyMode verify, @Nullable DigestMode digest) {

    /** With what holds unless something else is said. */
    public MoveSettings(DiffMode diff, VerifyMode verify) {
        this(diff, verify, DigestMode.DEFAULT);
    }

    /** Whether increments keep up digests. */
    public DigestMode digestMode() {
        return digest == null ? DigestMode.DEFAULT : digest;
    }
}
