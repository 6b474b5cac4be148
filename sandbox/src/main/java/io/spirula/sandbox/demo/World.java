package io.spirula.sandbox.demo;

import io.spirula.sandbox.CephTools;
import io.spirula.sandbox.Sandbox;
import io.spirula.sandbox.SourceTree;
import java.nio.file.Path;

/**
 * What the demo is shown in; it runs already.
 *
 * @param apiToken an administrator's
 * @param command the {@code spirula} program
 * @param invitation tells people how to look for themselves
 * @param files an existing directory for the demo's own files
 */
record World(
        CephTools siteA, CephTools siteB, String apiUrl, String apiToken, Path command, String invitation, Path files) {

    static World of(Sandbox sandbox) {
        return new World(
                sandbox.siteA().tools(),
                sandbox.siteB().tools(),
                sandbox.apiUrl(),
                sandbox.apiToken(),
                SourceTree.root().resolve("bin/spirula"),
                "API and console: " + sandbox.apiUrl() + ", token " + sandbox.apiToken(),
                sandbox.settings().directory());
    }
}
