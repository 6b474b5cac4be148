package io.spirula.sandbox.demo;

import io.spirula.sandbox.SandboxException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Tells of each run of an image once, when it has ended: a line for a new point, or why there is none. */
final class Points {
    private static final long INTERVAL_MILLIS = 250;

    private final Api api;
    private final String image;
    private final PrintStream out;
    private final Set<String> told = new HashSet<>();

    Points(Api api, String image, PrintStream out) {
        this.api = api;
        this.image = image;
        this.out = out;
    }

    /** Waits until Spirula has seen that the image exists. */
    void awaitImage(Duration limit) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!api.knowsImage(image)) {
            if (System.nanoTime() - deadline > 0) {
                throw new SandboxException(image + " was not seen within " + limit.toSeconds() + " s");
            }
            pause();
        }
    }

    /** Shows points until so many are complete, and returns the newest. */
    Point awaitComplete(int wanted, Duration limit) {
        out.println(Point.heading());
        var complete = new ArrayList<Point>();
        var deadline = System.nanoTime() + limit.toNanos();
        while (complete.size() < wanted) {
            if (System.nanoTime() - deadline > 0) {
                throw new SandboxException("after " + limit.toSeconds() + " s only " + complete.size() + " of " + wanted
                        + " points are complete; the runs are " + api.runs(image));
            }
            complete.addAll(showNew());
            pause();
        }
        return complete.get(complete.size() - 1);
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

    private List<Point> showNew() {
        var fresh = new ArrayList<Point>();
        var newestFirst = new ArrayList<JsonNode>();
        api.runs(image).forEach(newestFirst::add);
        for (var i = newestFirst.size() - 1; i >= 0; i--) {
            var run = newestFirst.get(i);
            var state = run.get("state").asString();
            if (state.equals("running") || !told.add(run.get("id").asString())) {
                continue;
            }
            if (state.equals("completed")) {
                var point = Point.of(run, api.point(run.get("point").asString()));
                out.println(point.line());
                fresh.add(point);
            } else {
                out.println("no point: the run is " + state + ": "
                        + run.path("reason").path("text").asString("no reason given"));
            }
        }
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
