package io.spirula.cli.progress;

import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Progress in words. */
final class ProgressLine {

    private ProgressLine() {}

    /** Bytes, rate and time left, as far as they are known. */
    static List<String> amounts(Progress progress) {
        List<String> parts = new ArrayList<>();
        if (progress.bytesDone() == null || isHeldUp(progress)) {
            return parts;
        }
        if (progress.bytesTotal() == null) {
            Long known = progress.bytesKnown();
            parts.add(Bytes.text(progress.bytesDone())
                    + (known == null ? ", size not known yet" : " of at least " + Bytes.text(known)));
        } else {
            parts.add(Bytes.text(progress.bytesDone()) + " of " + Bytes.text(progress.bytesTotal()));
        }
        if (progress.bytesPerSecond() != null) {
            parts.add(Bytes.text(Math.round(progress.bytesPerSecond())) + "/s");
        }
        Duration left = progress.left();
        if (left != null) {
            parts.add(Moments.length(left) + " left");
        }
        return parts;
    }

    /** The phase while it is known, else the state; and what holds it up. */
    static String activity(Progress progress) {
        boolean running = !Watched.ended(progress.state());
        String activity = running && !progress.phase().isEmpty() ? progress.phase() : progress.state();
        return isHeldUp(progress) ? activity + ": " + progress.obstacle() : activity;
    }

    private static boolean isHeldUp(Progress progress) {
        return !Watched.ended(progress.state()) && !progress.obstacle().isEmpty();
    }

    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%3d %%", (int) Math.floor(fraction * 100));
    }
}
