package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.CopyState;
import java.io.Serial;

/** A copy was asked to do what its state forbids. */
public final class IllegalCopyTransitionException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1;

    IllegalCopyTransitionException(CopyId copy, CopyState state, String what) {
        super("Copy " + copy + " is " + state + " and cannot " + what);
    }
}
