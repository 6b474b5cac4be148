package io.spirula.snapshot.inventory;

import java.time.Duration;

/** The time between two scans of a cluster. */
public record ScanInterval(Duration value) {}
