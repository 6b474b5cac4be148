package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;

/**
 * The whole state of one copy after a change.
 *
 * @param copy the copy
 */
public record CopyChanged(Copy copy) implements Event {

    @Override
    public String key() {
        return copy.id().toString();
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
