package io.spirula.bench.world;

import java.io.Serial;

/** Something could not be measured. */
public final class BenchException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
