// Signals, users and /proc.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
