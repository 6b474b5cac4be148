package io.spirula.contracts;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Ids that follow from what they identify, so that doing a thing twice gives the same id (UUID version 5, RFC 9562). */
public final class DerivedId {

    private static final UUID SPIRULA = UuidCreator.getNameBasedSha1("io.spirula");

    private DerivedId() {}

    /** The parts are joined by a character that no id contains; the same parts give the same id for ever. */
    public static UUID of(String kind, String... parts) {
        return UuidCreator.getNameBasedSha1(SPIRULA, kind + "\u001f" + String.join("\u001f", parts));
    }
}
