package io.spirula.cli.progress;

import java.time.Instant;
import java.util.List;

/** Shows how far things are; always the same things in the same order. */
interface ProgressView {

    void show(Instant now, List<Progress> things);
}
