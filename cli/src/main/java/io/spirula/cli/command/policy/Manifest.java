package io.spirula.cli.command.policy;

import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A policy as its author wrote it. It goes to the server as it is; only the name is read here.
 *
 * @param name from {@code metadata.name}
 * @param text YAML, of which JSON is a part
 */
record Manifest(String name, String text) {

    static final String CONTENT_TYPE = "application/yaml";
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Pattern DIVIDER = Pattern.compile("(?m)^---(?:[ \\t].*)?$");

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param file a path, or {@code -} for the given input
     * @throws CommandFailedException when it cannot be read, holds no manifest, or one without a name
     */
    static List<Manifest> readAll(String file, InputStream in) {
        String source = file.equals("-") ? "Standard input" : file;
        List<Manifest> manifests = new ArrayList<>();
        for (String document : DIVIDER.split(read(file, in, source))) {
            JsonNode tree = parse(document, source);
            if (!tree.isMissingNode() && !tree.isNull()) {
                manifests.add(new Manifest(name(tree, source), document.strip() + "\n"));
            }
        }
        if (manifests.isEmpty()) {
            throw unusable(source + " holds no policy");
        }
        return manifests;
    }

    private static String name(JsonNode tree, String source) {
        String name = Fields.text(tree, "metadata.name");
        if (name.isEmpty()) {
            throw unusable(source + ": a policy needs a name in metadata.name");
        }
        return name;
    }

    private static JsonNode parse(String document, String source) {
        try {
            return new YAMLMapper().readTree(document);
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw unusable(source + where + " of the document: " + e.getOriginalMessage());
        }
    }

    private static String read(String file, InputStream in, String source) {
        try {
            byte[] bytes;
            if (file.equals("-")) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            } else {
                try (InputStream content = Files.newInputStream(Path.of(file))) {
                    bytes = content.readNBytes(MAX_BYTES + 1);
                }
            }
            if (bytes.length > MAX_BYTES) {
                throw unusable(source + " is larger than 4 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unusable("There is no file " + file);
        } catch (IOException | InvalidPathException e) {
            throw unusable("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private static CommandFailedException unusable(String why) {
        return new CommandFailedException(ExitCode.USAGE, why);
    }
}
