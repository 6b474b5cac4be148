package io.spirula.sandbox.demo;

import io.spirula.sandbox.SandboxException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows each point of an image once, when its copy is complete. */
final class Points {
    private static final long INTERVAL_MILLIS = 250;

    private final Api api;
    private final String image;
    private final PrintStream out;
    private final Set<String> shown = new HashSet<>();

    Points(Api api, String image, PrintStream out) {
        this.api = api;
        this.image = image;
        this.out = out;
    }

    /** Shows points until so many are complete, and returns the newest. */
    Point awaitComplete(int wanted, Duration limit) {
        out.println(Point.heading());
        var deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            var fresh = showNew();
            if (shown.size() >= wanted && !fresh.isEmpty()) {
                return fresh.get(fresh.size() - 1);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new SandboxException("after " + limit.toSeconds() + " s only " + shown.size() + " of " + wanted
                        + " points are complete; the API says " + api.points(image));
            }
            pause();
        }
    }

    /** Shows points until this program is ended or the guest fails. */
    void showForEver(Guest guest) {
        while (true) {
            guest.failure().ifPresent(failure -> {
                throw failure;
            });
            showNew();
            pause();
        }
    }

    /** The oldest first. */
    private List<Point> showNew() {
        var fresh = new ArrayList<Point>();
        for (var point : api.points(image)) {
            if (Point.isComplete(point) && shown.add(point.get("id").asString())) {
                fresh.add(Point.of(point));
            }
        }
        Collections.reverse(fresh);
        fresh.forEach(point -> out.println(point.line()));
        return fresh;
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted", e);
        }
    }
}
