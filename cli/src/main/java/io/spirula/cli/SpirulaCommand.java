package io.spirula.cli;

import io.spirula.cli.command.adoption.AdoptCommand;
import io.spirula.cli.command.cancel.CancelCommand;
import io.spirula.cli.command.doctor.DoctorCommand;
import io.spirula.cli.command.event.EventsCommand;
import io.spirula.cli.command.fleet.ImagesCommand;
import io.spirula.cli.command.fleet.PointsCommand;
import io.spirula.cli.command.fleet.RetentionCommand;
import io.spirula.cli.command.fleet.StatusCommand;
import io.spirula.cli.command.kafka.DeadLetterCommand;
import io.spirula.cli.command.kafka.TopicsCommand;
import io.spirula.cli.command.policy.ApplyCommand;
import io.spirula.cli.command.policy.PlanCommand;
import io.spirula.cli.command.policy.PoliciesCommand;
import io.spirula.cli.command.policy.PolicyCommand;
import io.spirula.cli.command.restore.RestoreCommand;
import io.spirula.cli.command.restore.RestoresCommand;
import io.spirula.cli.command.run.BackupCommand;
import io.spirula.cli.command.run.ReleaseCommand;
import io.spirula.cli.command.run.RunsCommand;
import io.spirula.cli.command.token.TokenCommand;
import io.spirula.cli.command.verification.VerifyCommand;
import io.spirula.cli.session.GlobalOptions;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** All commands. */
@Command(
        name = "spirula",
        description = "Protects Ceph RBD images: exact copies of what changed, proven, kept by policy, brought back.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ApplyCommand.class,
            PoliciesCommand.class,
            PolicyCommand.class,
            PlanCommand.class,
            ImagesCommand.class,
            StatusCommand.class,
            PointsCommand.class,
            RunsCommand.class,
            EventsCommand.class,
            BackupCommand.class,
            CancelCommand.class,
            ReleaseCommand.class,
            RestoreCommand.class,
            RestoresCommand.class,
            VerifyCommand.class,
            AdoptCommand.class,
            RetentionCommand.class,
            DoctorCommand.class,
            TopicsCommand.class,
            DeadLetterCommand.class,
            TokenCommand.class,
            GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or with status --check an objective is missed, or with doctor a check failed",
            "2:wrong usage, or an invalid file",
            "3:not found",
            "4:refused: a conflict, or no permission",
            "5:server not reachable, or no answer: it says so where a command may have been accepted",
            "6:verify found a copy that differs from its source",
            "7:still running: the time to wait is over",
            "130:interrupted"
        })
final class SpirulaCommand {

    @Mixin
    private final GlobalOptions options;

    SpirulaCommand(GlobalOptions options) {
        this.options = options;
    }

    GlobalOptions options() {
        return options;
    }
}
