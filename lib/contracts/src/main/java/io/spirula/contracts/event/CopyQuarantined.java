package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;

/**
 * A copy was found to differ from its source; it is not offered for a restore.
 *
 * @param copy the copy
 */
public record CopyQuarantined(Copy copy) implements Event {

    @Override
    public String key() {
        return copy.lineage().toString();
    }

    @Override
    public String businessKey() {
        return copy.id() + "#" + copy.version();
    }

    @Override
    public ImageRef subject() {
        return copy.ref();
    }

    @Override
    public LineageId lineageOrNull() {
        return copy.lineage();
    }

    @Override
    public RunId runOrNull() {
        return copy.run();
    }
}
