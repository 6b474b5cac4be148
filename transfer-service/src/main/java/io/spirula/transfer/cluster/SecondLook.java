package io.spirula.transfer.cluster;

import java.util.Optional;
import java.util.function.Supplier;

/** What depends on a thing that is gone is given up for good: one look is not enough to call it gone. */
public final class SecondLook {

    private SecondLook() {}

    /**
     * What was found, at the first or at the second look.
     *
     * @param look looks anew each time
     */
    public static <T> Optional<T> find(Supplier<Optional<T>> look) {
        return look.get().or(look);
    }
}
