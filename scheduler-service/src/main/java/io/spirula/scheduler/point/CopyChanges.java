package io.spirula.scheduler.point;

import io.spirula.contracts.event.Copy;

/** Is told of each copy whose row changed, in the same transaction. */
public interface CopyChanges {

    void changed(Copy copy);
}
