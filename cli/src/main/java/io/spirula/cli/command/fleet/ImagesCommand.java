package io.spirula.cli.command.fleet;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Objective;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Lists images. */
@Command(name = "images", description = "List the images that are seen, protected or not.")
public final class ImagesCommand implements Callable<Integer> {

    private final Session session;

    @Option(names = "--policy", paramLabel = "NAME", description = "Only images that this policy protects.")
    private @Nullable String policy;

    @Option(names = "--cluster", paramLabel = "NAME", description = "Only images of this cluster.")
    private @Nullable String cluster;

    @Option(names = "--pool", paramLabel = "NAME", description = "Only images in pools of this name.")
    private @Nullable String pool;

    public ImagesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode images = session.server()
                .get(ApiPath.of("images")
                        .with("policy", policy)
                        .with("cluster", cluster)
                        .with("pool", pool));
        session.show(images, () -> {
            if (images.isEmpty()) {
                session.console().say("No image is seen there.");
            } else {
                session.console().table(table(images));
            }
        });
        return 0;
    }

    private Table table(JsonNode images) {
        Table table = new Table(
                Column.text("IMAGE"),
                Column.number("SIZE"),
                Column.text("POLICIES"),
                Column.word("LAST POINT"),
                Column.word("RPO"),
                Column.word("STATE"));
        for (JsonNode image : images) {
            table.row(
                    Cell.of(Fields.text(image, "ref")),
                    Cell.of(Fields.number(image, "size").map(Bytes::text).orElse("-")),
                    policies(image),
                    Fields.instant(image, "lastPoint.time")
                            .map(time -> Cell.of(session.moments().text(time)))
                            .orElse(Cell.empty()),
                    Objective.cell(image),
                    state(image));
        }
        return table;
    }

    private static Cell policies(JsonNode image) {
        String names = Fields.list(image, "policies").stream()
                .map(name -> name.asString(""))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Cell.dim("none") : Cell.of(names);
    }

    private static Cell state(JsonNode image) {
        if (Fields.at(image, "seen").filter(seen -> !seen.asBoolean(true)).isPresent()) {
            return Cell.warn("not seen");
        }
        if (Fields.is(image, "gone")) {
            return Cell.warn("gone");
        }
        if (Fields.is(image, "spirulaOwned")) {
            return Cell.dim("replica");
        }
        return Fields.is(image, "inTrash") ? Cell.warn("in trash") : Cell.of("present");
    }
}
