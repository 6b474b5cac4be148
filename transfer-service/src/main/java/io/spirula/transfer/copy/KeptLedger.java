package io.spirula.transfer.copy;

/** Keeps account of what is kept on targets. */
public interface KeptLedger {

    /** Other copies than before are complete on the route. Called in the transaction that changes that. */
    void changed(Route route);
}
