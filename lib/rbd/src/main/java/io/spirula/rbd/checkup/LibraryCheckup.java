package io.spirula.rbd.checkup;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.rbd.jna.LibCephCommon;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether librbd is new enough. */
public final class LibraryCheckup {

    /** For people who get no answer about the library. */
    public static final String WHERE_TO_LOOK = "dpkg -s librbd1   # or what your system has in its place";

    private static final String CHECK = "librbd";
    private static final String OBJECT = "librbd1";
    private static final int[] OLDEST = {16, 2, 15};
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");

    private LibraryCheckup() {}

    public static Finding finding() {
        return judge(LibCephCommon.version());
    }

    /** Pure. */
    static Finding judge(Optional<String> version) {
        Matcher release = RELEASE.matcher(version.orElse(""));
        if (!release.matches()) {
            return Finding.warning(
                    CHECK,
                    OBJECT,
                    "LIBRBD_UNKNOWN",
                    "librbd does not tell its release; it must be 16.2.15 or newer",
                    WHERE_TO_LOOK);
        }
        for (int part = 0; part < OLDEST.length; part++) {
            int found = Integer.parseInt(release.group(part + 1));
            if (found < OLDEST[part]) {
                return Finding.failed(
                        CHECK,
                        OBJECT,
                        "LIBRBD_OLD",
                        "librbd is of release " + version.orElse("") + ", older than 16.2.15: differences may be wrong",
                        "apt-get install --only-upgrade librbd1 librados2");
            }
            if (found > OLDEST[part]) {
                break;
            }
        }
        return Finding.ok(CHECK, OBJECT, "release " + release.group());
    }
}
