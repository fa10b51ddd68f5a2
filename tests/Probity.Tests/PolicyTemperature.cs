using Probity.Calibration;

namespace Probity.Tests;

internal static class PolicyTemperature
{
    extension(ConfidencePolicy policy)
    {
        /// <summary>T of a policy that calibrates by temperature, 1 without a calibrator.</summary>
        public double Temperature => policy.Calibrator is null ? 1 : ((TemperatureScaling)policy.Calibrator).Temperature;
    }
}
