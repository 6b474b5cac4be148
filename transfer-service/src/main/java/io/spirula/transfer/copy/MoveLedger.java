package io.spirula.transfer.copy;

import io.spirula.contracts.event.Copy;

/** Keeps account of moves that are under way. */
public interface MoveLedger {

    /** Nobody goes on with the copy's move: it has come to an end. Called in the transaction that records that. */
    void ended(Copy copy);
}
