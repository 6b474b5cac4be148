package io.spirula.rbd.checkup;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.rbd.jna.LibCephCommon;
import java.util.Optional;

/** Whether librbd is new enough. */
public final class LibraryCheckup {

    /** For people who get no answer about the library. */
    public static final String WHERE_TO_LOOK = "dpkg -s librbd1   # or what your system has in its place";

    private static final String CHECK = "librbd";
    private static final String OBJECT = "librbd1";
    private static final LibrbdRelease OLDEST = new LibrbdRelease(16, 2, 15);

    private LibraryCheckup() {}

    public static Finding finding() {
        return judge(LibCephCommon.version());
    }

    /** Pure. */
    static Finding judge(Optional<String> version) {
        Optional<LibrbdRelease> release = version.flatMap(LibrbdRelease::parse);
        if (release.isEmpty()) {
            return Finding.warning(
                    CHECK,
                    OBJECT,
                    "LIBRBD_UNKNOWN",
                    "librbd does not tell its release; it must be " + OLDEST + " or newer",
                    WHERE_TO_LOOK);
        }
        if (release.get().compareTo(OLDEST) < 0) {
            return Finding.failed(
                    CHECK,
                    OBJECT,
                    "LIBRBD_OLD",
                    "librbd is of release " + version.orElse("") + ", older than " + OLDEST
                            + ": differences may be wrong",
                    "apt-get install --only-upgrade librbd1 librados2");
        }
        return Finding.ok(CHECK, OBJECT, "release " + version.orElse(""));
    }
}
