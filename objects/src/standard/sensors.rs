//! Generated from the definitions of the same name; see the parent module.

#![cfg_attr(rustfmt, rustfmt_skip)]

use super::*;

static RESOURCES_3200: [ResourceDef; 10] = [
    resource(5500, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Input State"),
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5502, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Digital Input Polarity"),
    resource(5503, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Digital Input Debounce"),
    resource(5504, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(1.0, 3.0), "", "Digital Input Edge Selection"),
    resource(5505, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Digital Input Counter Reset"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5751, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Type"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3201: [ResourceDef; 5] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5550, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Output State"),
    resource(5551, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Digital Output Polarity"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3202: [ResourceDef; 12] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5600, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Analog Input Current Value"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5751, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3203: [ResourceDef; 6] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5650, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 1.0), "", "Analog Output Current Value"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3300: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5751, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3301: [ResourceDef; 12] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3302: [ResourceDef; 11] = [
    resource(5500, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Input State"),
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5505, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Digital Input Counter Reset"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5751, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Type"),
    resource(5903, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Busy to Clear delay"),
    resource(5904, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Clear to Busy delay"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3303: [ResourceDef; 12] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3304: [ResourceDef; 12] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3305: [ResourceDef; 23] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5800, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "W", "Instantaneous active power"),
    resource(5801, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Min Measured active power"),
    resource(5802, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Max Measured active power"),
    resource(5803, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Min Range active power"),
    resource(5804, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Max Range active power"),
    resource(5805, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Cumulative active power"),
    resource(5806, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Active Power Calibration"),
    resource(5810, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Instantaneous reactive power"),
    resource(5811, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Min Measured reactive power"),
    resource(5812, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Max Measured reactive power"),
    resource(5813, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Min Range reactive power"),
    resource(5814, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Max Range reactive power"),
    resource(5815, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Cumulative reactive power"),
    resource(5816, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Reactive Power Calibration"),
    resource(5820, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Power factor"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(5822, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Cumulative energy"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3306: [ResourceDef; 7] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
    resource(5851, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Dimmer"),
    resource(5852, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "On time"),
    resource(5853, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multi-state Output"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3308: [ResourceDef; 6] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5706, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Colour"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5900, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Set Point Value"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3310: [ResourceDef; 9] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5823, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Event Identifier"),
    resource(5824, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Time)), None, "", "Start Time"),
    resource(5825, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "min", "Duration In Min"),
    resource(5826, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 3.0), "", "Criticality Level"),
    resource(5827, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Avg Load AdjPct"),
    resource(5828, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Duty Cycle"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3311: [ResourceDef; 8] = [
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5706, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Colour"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5805, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Cumulative active power"),
    resource(5820, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Power factor"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
    resource(5851, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Dimmer"),
    resource(5852, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "On time"),
];

static RESOURCES_3312: [ResourceDef; 8] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5805, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Cumulative active power"),
    resource(5820, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Power factor"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
    resource(5851, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Dimmer"),
    resource(5852, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "On time"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3313: [ResourceDef; 11] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5702, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "X Value"),
    resource(5703, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Y Value"),
    resource(5704, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Z Value"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3314: [ResourceDef; 10] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5702, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "X Value"),
    resource(5703, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Y Value"),
    resource(5704, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Z Value"),
    resource(5705, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 360.0), "deg", "Compass Direction"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3315: [ResourceDef; 12] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3316: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3317: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3318: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3319: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3320: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3321: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3322: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3323: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3324: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3325: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3326: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3327: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3328: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3329: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3330: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3331: [ResourceDef; 8] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5822, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Cumulative energy"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3332: [ResourceDef; 9] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5705, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 360.0), "deg", "Compass Direction"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3333: [ResourceDef; 5] = [
    resource(5506, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Time)), None, "", "Current Time"),
    resource(5507, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Time"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
];

static RESOURCES_3334: [ResourceDef; 18] = [
    resource(5508, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min X Value"),
    resource(5509, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max X Value"),
    resource(5510, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Y Value"),
    resource(5511, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Y Value"),
    resource(5512, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Z Value"),
    resource(5513, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Z Value"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5702, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "X Value"),
    resource(5703, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Y Value"),
    resource(5704, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Z Value"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3335: [ResourceDef; 7] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5706, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Colour"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3336: [ResourceDef; 10] = [
    resource(5517, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Velocity"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5705, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 360.0), "deg", "Compass Direction"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
    resource(6051, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "lat", "Numeric Latitude"),
    resource(6052, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "lon", "Numeric Longitude"),
    resource(6053, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Numeric Uncertainty"),
];

static RESOURCES_3337: [ResourceDef; 11] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5519, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Limit"),
    resource(5520, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Limit"),
    resource(5536, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Current Position"),
    resource(5537, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Transition Time"),
    resource(5538, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Remaining Time"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3338: [ResourceDef; 7] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5521, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Delay Duration"),
    resource(5525, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "s", "Minimum Off-time"),
    resource(5548, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Level"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3339: [ResourceDef; 5] = [
    resource(5522, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Clip"),
    resource(5523, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Trigger"),
    resource(5524, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Duration"),
    resource(5548, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Level"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
];

static RESOURCES_3340: [ResourceDef; 11] = [
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5521, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "s", "Delay Duration"),
    resource(5523, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Trigger"),
    resource(5525, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Minimum Off-time"),
    resource(5526, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 4.0), "", "Timer Mode"),
    resource(5534, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Counter"),
    resource(5538, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Remaining Time"),
    resource(5543, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Digital State"),
    resource(5544, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Cumulative Time"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "On/Off"),
];

static RESOURCES_3341: [ResourceDef; 9] = [
    resource(5527, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Text"),
    resource(5528, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "X Coordinate"),
    resource(5529, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Y Coordinate"),
    resource(5530, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Clear Display"),
    resource(5531, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Contrast"),
    resource(5545, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max X Coordinate"),
    resource(5546, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max Y Coordinate"),
    resource(5548, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Level"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
];

static RESOURCES_3342: [ResourceDef; 7] = [
    resource(5500, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Input State"),
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5852, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "On time"),
    resource(5854, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Off Time"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3343: [ResourceDef; 4] = [
    resource(5548, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Level"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5852, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "On time"),
    resource(5854, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Off Time"),
];

static RESOURCES_3344: [ResourceDef; 5] = [
    resource(5532, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Increase Input State"),
    resource(5533, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Decrease Input State"),
    resource(5541, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Up Counter"),
    resource(5542, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Down Counter"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
];

static RESOURCES_3345: [ResourceDef; 6] = [
    resource(5500, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Digital Input State"),
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5702, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "X Value"),
    resource(5703, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Y Value"),
    resource(5704, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Z Value"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
];

static RESOURCES_3346: [ResourceDef; 13] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5821, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Current Calibration"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3347: [ResourceDef; 5] = [
    resource(5500, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Input State"),
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3348: [ResourceDef; 4] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5547, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Multi-state Input"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3349: [ResourceDef; 6] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5910, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Bitmap Input"),
    resource(5911, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Bitmap Input Reset"),
    resource(5912, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Element Description"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3350: [ResourceDef; 8] = [
    resource(5501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Digital Input Counter"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5544, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "s", "Cumulative Time"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "On/Off"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3351: [ResourceDef; 5] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "deviceName"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "toolVersion"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "IMEI"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "IMSI"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "MSISDN"),
];

static RESOURCES_3352: [ResourceDef; 4] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timeScanStart"),
    resource(6030, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "plmnID"),
    resource(6031, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "BandIndicator"),
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
];

static RESOURCES_3353: [ResourceDef; 4] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "TrackingAreaCode"),
    resource(6030, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "plmnID"),
    resource(6031, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "BandIndicator"),
    resource(6033, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "CellID"),
];

static RESOURCES_3354: [ResourceDef; 4] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timeReselectionStart"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "failureType"),
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
    resource(6033, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "CellID"),
];

static RESOURCES_3355: [ResourceDef; 7] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timeHandoverStart"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "handoverResult"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "TargetEarfcn"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "TargetPhysicalCellID"),
    resource(6, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "targetCellRsrp"),
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
    resource(6033, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "CellID"),
];

static RESOURCES_3356: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timeRLF"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rlfCause"),
];

static RESOURCES_3357: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rrcState"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rrcStateChangeCause"),
];

static RESOURCES_3358: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "RrcTimerExpiryEvent"),
];

static RESOURCES_3359: [ResourceDef; 2] = [
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
    resource(6033, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "CellID"),
];

static RESOURCES_3360: [ResourceDef; 4] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "contextType"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "bearerState"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "radioBearerId"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "qci"),
];

static RESOURCES_3361: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "EmmState"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "emmSubstate"),
];

static RESOURCES_3362: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "NasEmmTimerExpiryEvent"),
];

static RESOURCES_3363: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "NasEsmExpiryEvent"),
];

static RESOURCES_3364: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "EMMCause"),
];

static RESOURCES_3365: [ResourceDef; 4] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rachLatencyVal"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "delay"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3366: [ResourceDef; 9] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rachAttemptCounter"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "MacRachAttemptEventType"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "contentionBased"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rachMessage"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "preambleIndex"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "preamblePowerOffset"),
    resource(6, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "backoffTime"),
    resource(7, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "msg2Result"),
    resource(8, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timingAdjustmentValue"),
];

static RESOURCES_3367: [ResourceDef; 5] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "MacRachAttemptReasonType"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "ueID"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "contentionBased"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "preamble"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "preambleGroupChosen"),
];

static RESOURCES_3368: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "macTimerName"),
];

static RESOURCES_3369: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timerValue"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timingAdvance"),
];

static RESOURCES_3370: [ResourceDef; 6] = [
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
    resource(6034, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "pci"),
    resource(6035, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rsrp"),
    resource(6036, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rsrq"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3371: [ResourceDef; 6] = [
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
    resource(6034, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "pci"),
    resource(6035, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rsrp"),
    resource(6036, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rsrq"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3372: [ResourceDef; 3] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "timingAdvance"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3373: [ResourceDef; 3] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "headroom-value"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3374: [ResourceDef; 5] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "outOfSyncCount"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "inSyncCount"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "t310Timer"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3375: [ResourceDef; 7] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "pagingCycle"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "DrxNb"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "ueID"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "drxSysFrameNumOffset"),
    resource(6, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "drxSubFrameNumOffset"),
    resource(6032, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlEarfcn"),
    resource(6034, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "pci"),
];

static RESOURCES_3376: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "TxPowerBackoff"),
];

static RESOURCES_3377: [ResourceDef; 9] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "tpc"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "resourceIndicatorValue"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "cqi"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "uplinkDelay"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "hoppingEnabled"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "numRb"),
    resource(6, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "transportBlockSizeIndex"),
    resource(7, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "ModulationType"),
    resource(8, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "redundancyVersionIndex"),
];

static RESOURCES_3378: [ResourceDef; 3] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "servingCellID"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "crcResult"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
];

static RESOURCES_3379: [ResourceDef; 4] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "pucchTxPowerValue"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "dlPathLoss"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3380: [ResourceDef; 13] = [
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "rachTxPower"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "zadOffSeqNum"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "prachConfig"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "preambleFormat"),
    resource(6, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "maxTransmissionMsg3"),
    resource(7, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "raResponseWindowSize"),
    resource(8, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "RachRequestResult"),
    resource(9, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "ce_mode"),
    resource(10, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "ce_level"),
    resource(11, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "num_prach_repetition"),
    resource(12, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "prach_repetition_seq"),
    resource(6037, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "sysFrameNumber"),
    resource(6038, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subFrameNumber"),
];

static RESOURCES_3381: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "callStatus"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "callType"),
];

static RESOURCES_3382: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "registrationType"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "registrationResult"),
];

static RESOURCES_3383: [ResourceDef; 1] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "publishResult"),
];

static RESOURCES_3384: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "eventType"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "subscriptionResult"),
];

static RESOURCES_3385: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "callStatus"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "VolteCallStateChangeCause"),
];

static RESOURCES_3386: [ResourceDef; 2] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "ssrc"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "packetsLost"),
];

static RESOURCES_3387: [ResourceDef; 17] = [
    resource(800, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Control Function Status"),
    resource(801, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Control Object Mode"),
    resource(802, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), number(0.0, 65535.0), "", "Ghost Configuration"),
    resource(803, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(0.0, 65535.0), "", "Controlled Application Group ID"),
    resource(805, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "s", "Supersede Heartbeat"),
    resource(806, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Push-Button Event Configuration"),
    resource(807, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Presence Sensor Event Configuration"),
    resource(811, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Active-Controller-List"),
    resource(812, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Ghost Status"),
    resource(813, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "s", "Supersede Heartbeat Time"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Execute Inject"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3388: [ResourceDef; 13] = [
    resource(500, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 64), "", "OEM ID"),
    resource(501, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 64), "", "OEM String"),
    resource(503, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(-128.0, 127.0), "C", "CPU Temperature"),
    resource(504, Operations::Read, Shape(MULTIPLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Objects"),
    resource(505, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "System Failure Time"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), length(1, 64), "", "Mounting Location"),
    resource(910, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 1.8446744073709552e19), "Ws", "Total Energy Usage"),
    resource(911, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "W", "Actual Power Usage"),
    resource(912, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 64), "", "Accuracy Class"),
    resource(929, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "BMS ID"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3389: [ResourceDef; 6] = [
    resource(600, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(601, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Security Group ID"),
    resource(602, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "IP Addresses"),
    resource(603, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Members"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3390: [ResourceDef; 25] = [
    resource(125, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Target Colour X"),
    resource(126, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Target Colour Y"),
    resource(127, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Colour Changing Time"),
    resource(128, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Colour Transition Time"),
    resource(129, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Hue Step Size"),
    resource(130, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Saturation Step Size"),
    resource(131, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Set Colour"),
    resource(132, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Relative Change Hue"),
    resource(133, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Step Hue"),
    resource(134, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Relative Change Saturation"),
    resource(135, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Step Saturation"),
    resource(136, Operations::Execute, Shape(SINGLE, MANDATORY, None), None, "", "Stop Transition"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(902, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Recall Scene"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(921, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 5.0), "", "Priority"),
    resource(922, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Scene Cache"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Execute Inject"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3391: [ResourceDef; 21] = [
    resource(139, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Colour Temperature Changing Time"),
    resource(140, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Colour Temperature Transition Time"),
    resource(141, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Colour Temperature Step Size"),
    resource(142, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Set Colour Temperature"),
    resource(143, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Relative Change Colour Temperature"),
    resource(144, Operations::Execute, Shape(SINGLE, MANDATORY, None), None, "", "Stop Transition"),
    resource(145, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Step Colour Temperature"),
    resource(146, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Target Colour Temperature"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(902, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Recall Scene"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(921, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 5.0), "", "Priority"),
    resource(922, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Scene Cache"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Execute Test Injection"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3392: [ResourceDef; 15] = [
    resource(400, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "lx", "Less Than"),
    resource(401, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "lx", "Greater Than"),
    resource(402, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "lx", "Step"),
    resource(403, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "s", "Minimum Update Interval"),
    resource(404, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "lx", "Sensor Value"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Object Enabled"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3393: [ResourceDef; 22] = [
    resource(100, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Target OnOff"),
    resource(101, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 1.0), "", "Target Intensity"),
    resource(106, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Dimming Time"),
    resource(108, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Transition Time"),
    resource(109, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Step Size"),
    resource(117, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Switch"),
    resource(118, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Dim"),
    resource(119, Operations::Execute, Shape(SINGLE, MANDATORY, None), None, "", "Stop Transition"),
    resource(120, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Step"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(902, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Recall Scene"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(921, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 5.0), "", "Priority"),
    resource(922, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Scene Cache"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Object Enabled"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3394: [ResourceDef; 13] = [
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Object Enabled"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
    resource(5500, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Input State"),
    resource(5903, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Busy to Clear delay"),
    resource(5904, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Clear to Busy delay"),
];

static RESOURCES_3395: [ResourceDef; 13] = [
    resource(202, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), None, "", "Push-Button Event Value"),
    resource(203, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(100.0, 60000.0), "ms", "Single Click Time"),
    resource(204, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(300.0, 60000.0), "ms", "Hold Repeat Time"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(905, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Debug Mode Enabled"),
    resource(906, Operations::Write, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 65535.0), "", "Inject Test Event"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(924, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Object Enabled"),
    resource(934, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Object Enabled"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3396: [ResourceDef; 22] = [
    resource(100, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 1.0), "", "Current Intensity"),
    resource(102, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Remaining Transition Time"),
    resource(103, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Physical Minimum Intensity"),
    resource(104, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Minimum Intensity"),
    resource(105, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Maximum Intensity"),
    resource(110, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), None, "", "Power On Behaviour"),
    resource(111, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Power On Intensity"),
    resource(114, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Stored Intensity"),
    resource(115, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "System Failure Intensity"),
    resource(122, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 10000.0), "K", "Current Colour Y"),
    resource(123, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 10000.0), "K", "Current Colour X"),
    resource(124, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Remaining Colour Transition Time"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "B", "Mounting Location"),
    resource(910, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 1.8446744073709552e19), "Ws", "Total Energy Usage"),
    resource(911, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "W", "Actual Power Usage"),
    resource(912, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 64), "", "Accuracy Class"),
    resource(930, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "h", "Operating Hours"),
    resource(931, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "", "Adjusted Operating Hours"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
];

static RESOURCES_3397: [ResourceDef; 25] = [
    resource(100, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 1.0), "", "Current Intensity"),
    resource(102, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Remaining Transition Time"),
    resource(103, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Physical Minimum Intensity"),
    resource(104, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Minimum Intensity"),
    resource(105, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Maximum Intensity"),
    resource(110, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), None, "", "Power On Behaviour"),
    resource(111, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Power On Intensity"),
    resource(114, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Stored Intensity"),
    resource(115, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "System Failure Intensity"),
    resource(137, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Current Colour Temperature"),
    resource(138, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Remaining Colour Temperature Transition Time"),
    resource(155, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Physical Minimum Colour Temperature"),
    resource(156, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Physical Maximum Colour Temperature"),
    resource(157, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Minimum Colour Temperature"),
    resource(158, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "K", "Maximum Colour Temperature"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), length(1, 64), "", "Mounting Location"),
    resource(910, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 1.8446744073709552e19), "Ws", "Total Energy Usage"),
    resource(911, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(0.0, 4294967295.0), "W", "Actual Power Usage"),
    resource(912, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 64), "", "Accuracy Class"),
    resource(930, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "h", "Operating Hours"),
    resource(931, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "", "Adjusted Operating Hours"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
];

static RESOURCES_3398: [ResourceDef; 6] = [
    resource(407, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "lx", "Min Range Value"),
    resource(408, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "lx", "Max Range Value"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), length(1, 64), "", "Mounting Location"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3399: [ResourceDef; 19] = [
    resource(100, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 1.0), "", "Current Intensity"),
    resource(102, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "ms", "Remaining Transition Time"),
    resource(103, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Physical Minimum Intensity"),
    resource(104, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Minimum Intensity"),
    resource(105, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Maximum Intensity"),
    resource(110, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), None, "", "Power On Behaviour"),
    resource(111, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Power On Intensity"),
    resource(114, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "Stored Intensity"),
    resource(115, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(1e-6, 1.0), "", "System Failure Intensity"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), length(1, 64), "", "Mounting Location"),
    resource(910, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 1.8446744073709552e19), "Ws", "Total Energy Usage"),
    resource(911, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "W", "Actual Power Usage"),
    resource(912, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 64), "", "Accuracy Class"),
    resource(930, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "h", "Operating Hours"),
    resource(931, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 4294967295.0), "", "Adjusted Operating Hours"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
    resource(5850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "On/Off"),
];

static RESOURCES_3400: [ResourceDef; 4] = [
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), length(1, 64), "", "Mounting Location"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3401: [ResourceDef; 7] = [
    resource(201, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), None, "", "Push-Button Status Value"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(907, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Error Status"),
    resource(908, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), length(1, 64), "", "Mounting Location"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
    resource(5502, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Digital Input Polarity"),
    resource(5503, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "ms", "Digital Input Debounce"),
];

static RESOURCES_3402: [ResourceDef; 4] = [
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(909, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Executing Object"),
    resource(923, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Status Report"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3403: [ResourceDef; 7] = [
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(903, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "s", "Application Group ID"),
    resource(904, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Resend Time"),
    resource(919, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(1.0, 600.0), "s", "Status Report Structure ID"),
    resource(932, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Reporting Object Instances"),
    resource(933, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::CoreLink)), None, "", "Target Resource"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3404: [ResourceDef; 7] = [
    resource(650, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Scene ID"),
    resource(651, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "Application Group ID"),
    resource(652, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 60000.0), "ms", "Transition Time"),
    resource(653, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Scene Configuration"),
    resource(655, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Changeable by User API"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3405: [ResourceDef; 5] = [
    resource(0, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 65535.0), "", "OGC Security ID"),
    resource(3, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Accepted Senders"),
    resource(5, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Secret Group Key"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3406: [ResourceDef; 4] = [
    resource(850, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Unsigned)), number(0.0, 255.0), "", "Status Report Structure ID"),
    resource(851, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Keys"),
    resource(901, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), length(0, 256), "", "Documentary Description"),
    resource(4001, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "ObjectVersion"),
];

static RESOURCES_3407: [ResourceDef; 5] = [
    resource(6044, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 100.0), "", "Battery Percentage"),
    resource(6045, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dBW", "RSSI"),
    resource(6046, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Smoke Sensor State"),
    resource(6047, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 100.0), "/100", "Detected CO2 percentage"),
    resource(6048, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Alarm loudness"),
];

static RESOURCES_3408: [ResourceDef; 3] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(0.0, 180.0), "rad", "Safety Angle Threshold"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(0.0, 180.0), "rad", "Manhole Cover Tilt"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Cover Open Status"),
];

static RESOURCES_3410: [ResourceDef; 15] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "GTIN model number"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Manufacturer identifier"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "User-given name"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Asset identifier"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Installation date"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Software update"),
    resource(7, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Maintenance"),
    resource(8, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Configuration reset"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "h", "Device operating hours"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Additional firmware information"),
    resource(11, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Time)), None, "s", "DST Start"),
    resource(12, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Time)), None, "", "DST End"),
    resource(13, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "DST Offset"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Uptime"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "RFD device"),
];

static RESOURCES_3411: [ResourceDef; 16] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "/100", "Battery level"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Ah", "Battery capacity"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Battery voltage"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of battery"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "/100", "Low battery threshold"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Battery level too low"),
    resource(7, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Battery shutdown"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Number of cycles"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Supply loss"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Supply loss counter"),
    resource(11, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Supply loss counter reset"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Supply loss reason"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3412: [ResourceDef; 24] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of network"),
    resource(2, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "IPv4 address"),
    resource(3, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "IPv6 address"),
    resource(4, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Network address"),
    resource(5, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Secondary network address"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "MAC address"),
    resource(7, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Peer address"),
    resource(8, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multicast group address"),
    resource(9, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multicast group key"),
    resource(10, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B/s", "Data rate"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dBm", "Transmit power"),
    resource(12, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Hz", "Frequency"),
    resource(13, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Session time"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "s", "Session duration"),
    resource(15, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Mesh node"),
    resource(16, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Maximum repeat time"),
    resource(17, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Number of repeats"),
    resource(18, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Signal to noise ratio"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Communication failure"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dBm", "Received Signal Strength Indication"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "IMSI"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "IMEI"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Current Communication Operator"),
    resource(24, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Integrated Circuit Card Identifier"),
];

static RESOURCES_3413: [ResourceDef; 10] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Default dimming level"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Dimming level"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Command"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Command in action"),
    resource(5, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Scheduler ID"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Invalid scheduler"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3414: [ResourceDef; 15] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Payload"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Hash"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B", "Cumulated daily data volume up"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B", "Cumulated daily data volume down"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B", "Cumulated daily data volume total"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Communication error"),
    resource(7, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Priority"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Data Creation Time"),
    resource(9, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Data Description"),
    resource(10, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Data Format"),
    resource(11, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "App ID"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3415: [ResourceDef; 5] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "NTP server address"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Backup NTP server address"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "h", "NTP period"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "h", "Last time sync"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Time sync error"),
];

static RESOURCES_3416: [ResourceDef; 67] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Command"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Command in action"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Dimming level"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Default dimming level"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Lamp failure"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Lamp failure reason"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Control gear failure"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Control gear failure reason"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Relay failure"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Day burner"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Cycling failure"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Control gear communication failure"),
    resource(13, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Scheduler ID"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Invalid scheduler"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "h", "Lamp operating hours"),
    resource(16, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Lamp operating hours reset"),
    resource(17, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Lamp ON timestamp"),
    resource(18, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Lamp switch counter"),
    resource(19, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Lamp switch counter reset"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Control gear start counter"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Cel", "Control gear temperature"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Control gear thermal derating"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Control gear thermal derating counter"),
    resource(24, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Control gear thermal derating counter reset"),
    resource(25, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Control gear thermal shutdown"),
    resource(26, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Control gear thermal shutdown counter"),
    resource(27, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Control gear thermal derating counter reset"),
    resource(28, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Output port"),
    resource(29, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Standby mode"),
    resource(30, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Constant light output"),
    resource(31, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Cleaning factor enabled"),
    resource(32, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cleaning period"),
    resource(33, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Initial lamp cleaning factor"),
    resource(34, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Lamp cleaning date"),
    resource(35, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 13.0), "", "Control type"),
    resource(36, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "W", "Nominal Lamp wattage"),
    resource(37, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "/100", "Minimum dimming level"),
    resource(38, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "W", "Minimum lamp wattage"),
    resource(39, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "K", "Light color temperature command"),
    resource(40, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "K", "Actual light color temperature"),
    resource(41, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Virtual power output"),
    resource(42, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Voltage at max dim level"),
    resource(43, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Voltage at min dim level"),
    resource(44, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Light source voltage"),
    resource(45, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Light source current"),
    resource(46, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Light source active power"),
    resource(47, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "kWh", "Light source active energy"),
    resource(48, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Maximum light source current"),
    resource(49, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Default fade time"),
    resource(50, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Manual override start time"),
    resource(51, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Manual override end time"),
    resource(52, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Manual override fade"),
    resource(53, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Manual override default duration"),
    resource(54, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Manual override active"),
    resource(55, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "K", "Default Light color temperature"),
    resource(56, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "h", "Driver operating hours"),
    resource(57, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Driver operating hours reset"),
    resource(58, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Manufacturer GTIN"),
    resource(59, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Manufacturer Serial Number"),
    resource(60, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Firmware Version"),
    resource(61, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "DALI Version"),
    resource(62, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Cel", "Unit temperature"),
    resource(63, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Device capabilities"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3417: [ResourceDef; 14] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Asset GTIN"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Year of manufacture"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Week of manufacture"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "lm", "Nominal light output"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Light distribution type"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Luminaire color"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Nominal input power"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Power at minimum dim level"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "V", "Nominal max AC mains voltage"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "V", "Nominal min AC mains voltage"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "CRI"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "K", "CCT value"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Luminaire identification"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Luminaire identification number"),
];

static RESOURCES_3418: [ResourceDef; 39] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Supply voltage"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Supply current"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Hz", "Frequency"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Active power"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(-1.0, 1.0), "", "Power factor"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Cumulated active energy"),
    resource(7, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Energy reset"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Low power factor threshold"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low power factor"),
    resource(10, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Low power threshold"),
    resource(11, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Low power threshold at low dim level"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low power"),
    resource(13, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "High power threshold"),
    resource(14, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "High power threshold at low dim level"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "High power"),
    resource(16, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Low current threshold"),
    resource(17, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low current"),
    resource(18, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "High current threshold"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "High current"),
    resource(20, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Low voltage threshold"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low voltage"),
    resource(22, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "High voltage threshold"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "High voltage"),
    resource(24, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Critical inrush threshold"),
    resource(25, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Critical inrush current"),
    resource(26, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Minimum inrush Current"),
    resource(27, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Maximum inrush Current"),
    resource(28, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Latest inrush Current"),
    resource(29, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Reactive power"),
    resource(30, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy"),
    resource(31, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Low power threshold at custom dim level"),
    resource(32, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "High power threshold at custom dim level"),
    resource(33, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "/100", "Custom dim level min range"),
    resource(34, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "/100", "Custom dim level max range"),
    resource(35, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "/100", "Dimming level"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3419: [ResourceDef; 5] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "lx", "ON lux level"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "lx", "OFF lux level"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Photocell status"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3420: [ResourceDef; 1] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "RGB value"),
];

static RESOURCES_3421: [ResourceDef; 62] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "V", "Voltage"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Low voltage threshold"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low voltage"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "High voltage threshold"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "High voltage"),
    resource(6, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "A", "Current"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "A", "Low current threshold"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low current"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "High current threshold"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "High current"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Hz", "Frequency"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "deg", "Angle of I-U"),
    resource(13, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Instantaneous Power Factor"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Low power factor threshold"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low power factor"),
    resource(16, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "W", "Active power+ (QI+QIV)"),
    resource(17, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Active power- (QII+QIII)"),
    resource(18, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Reactive power+ (QI+QII)"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Reactive power- (QIII+QIV)"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VA", "Instantaneous Apparent Power import (+VA)"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VA", "Instantaneous Apparent Power export (-VA)"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Instantaneous Active Power (|+A|+|-A|)"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Instantaneous Net Active Power (|+A|-|-A|)"),
    resource(24, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Measurement period of Instantaneous value"),
    resource(25, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "Wh", "Active energy import (+A) Un"),
    resource(26, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Active energy export (-A) Un"),
    resource(27, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Active energy (|+A|+|-A|) Combined total"),
    resource(28, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Active energy (|+A|-|-A|) Combined total"),
    resource(29, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy import (+R) Un"),
    resource(30, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy export (-R) Un"),
    resource(31, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QI (+Ri) Un"),
    resource(32, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QII (+Rc) Un"),
    resource(33, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QIII (-Ri) Un"),
    resource(34, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QIV (-Rc) Un"),
    resource(35, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VAh", "Apparent energy import Un"),
    resource(36, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VAh", "Apparent energy export Un"),
    resource(37, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Number of power failures"),
    resource(38, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Number of long power failures"),
    resource(39, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Time threshold for long power failure"),
    resource(40, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Duration of last long power failure"),
    resource(41, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Threshold for voltage sag"),
    resource(42, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Time threshold for voltage sag"),
    resource(43, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Number of voltage sags"),
    resource(44, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Duration of last voltage sag"),
    resource(45, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Magnitude of last voltage sag"),
    resource(46, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Threshold for voltage swell"),
    resource(47, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Time threshold for voltage swell"),
    resource(48, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Number of voltage swells"),
    resource(49, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Duration of last voltage swell"),
    resource(50, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Magnitude of last voltage swell"),
    resource(51, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Threshold for missing voltage (voltage cut)"),
    resource(52, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Time threshold for voltage cut"),
    resource(53, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Voltage cut"),
    resource(54, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "CT Numerator Parameter"),
    resource(55, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "CT Denominator Parameter"),
    resource(56, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "VT Numerator Parameter"),
    resource(57, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "VT Denominator Parameter"),
    resource(58, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Unexpected load"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3422: [ResourceDef; 46] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "L1-L2 Voltage"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "L2-L3 Voltage"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "L3-L1 Voltage"),
    resource(4, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "A", "Total Current of all three phases"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Instantaneous Power Factor overall"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Last Average Power Factor"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Minimum Power Factor"),
    resource(8, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "W", "Total active power import on the 3 lines"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Total active power export on the 3 lines"),
    resource(10, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "var", "Total reactive power import on the 3 lines"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "var", "Total reactive power export on the 3 lines"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(-1.0, 1.0), "VA", "Instantaneous Apparent Power import"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VA", "Instantaneous Apparent Power export"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Instantaneous Active Power"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "W", "Instantaneous Net Active Power"),
    resource(16, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Measurement period of Instantaneous value"),
    resource(17, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "Wh", "Active energy import Un"),
    resource(18, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Active energy export Un"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Active energy Combined total (+export)"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Wh", "Active energy Combined total (-export)"),
    resource(21, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "varh", "Reactive energy import Un"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy export Un"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QI Un"),
    resource(24, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QII Un"),
    resource(25, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QIII Un"),
    resource(26, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "varh", "Reactive energy QIV Un"),
    resource(27, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VAh", "Apparent energy import Un"),
    resource(28, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "VAh", "Apparent energy export Un"),
    resource(29, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Number of power failures in any phase"),
    resource(30, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Number of long power failures in any phase"),
    resource(31, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Time threshold for long power failure"),
    resource(32, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Duration of last long power failure in any phase"),
    resource(33, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Threshold for missing voltage (voltage cut)"),
    resource(34, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Time threshold for voltage cut"),
    resource(35, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Voltage cut"),
    resource(36, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "L1 Meter Instance"),
    resource(37, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "L2 Meter Instance"),
    resource(38, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "L3 Meter Instance"),
    resource(39, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Low power factor threshold"),
    resource(40, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Low power factor"),
    resource(41, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Excessive load"),
    resource(42, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Unexpected load"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3423: [ResourceDef; 15] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "m3", "Cumulated gas volume"),
    resource(2, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Cumulated gas meter value reset"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of meter"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated pulse value"),
    resource(5, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Cumulated pulse value reset"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Pulse ratio"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m3/s", "Minimum flow rate"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m3/s", "Maximum flow rate"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Leak suspected"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Leak detected"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "High temperature"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3424: [ResourceDef; 17] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "m3", "Cumulated water volume"),
    resource(2, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Cumulated water meter value reset"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of meter"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated pulse value"),
    resource(5, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Cumulated pulse value reset"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Pulse ratio"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m3/s", "Minimum flow rate"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m3/s", "Maximum flow rate"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Leak suspected"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Leak detected"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Back flow detected"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Blocked meter"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Fraud detected"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3425: [ResourceDef; 8] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Default status"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Status"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Command"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "/100", "Command in action"),
    resource(5, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Scheduler ID"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Invalid scheduler"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3426: [ResourceDef; 18] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "pH"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "Chlorine"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "V", "Redox or ORP"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "Total dissolved gas or TDG"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "Dissolved oxygen"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "NTU", "Turbidity"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "S/m", "Conductivity"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "S/m", "Conductance"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "mg/l", "Total suspended solids"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "mg/l", "Total dissolved solids"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppt", "Salinity"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "mg/l", "NO3"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "mg/l", "NH3"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "mg/l", "NH4"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3427: [ResourceDef; 13] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "Pa", "Pressure"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Sampling period"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Leak detected"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Hammer effect detected"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Pa", "Minimum measured pressure value"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Pa", "Maximum measured pressure value"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Pa", "Minimum range pressure value"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Pa", "Maximum range pressure value"),
    resource(9, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset min and max measured pressure values"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3428: [ResourceDef; 28] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ug/m3", "PM10"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ug/m3", "PM10 24 hour average"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ug/m3", "PM2.5"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ug/m3", "PM2.5 24 hour average"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ug/m3", "PM1"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ug/m3", "PM1 24 hour average"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "CO"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "CO 8 hour average"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "SO2"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "SO2 1 hour average"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "SO2 24 hour average"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "O3"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "O3 1 hour average"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "O3 8 hour average"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "NO2"),
    resource(16, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "NO2 1 hour average"),
    resource(17, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "CO2"),
    resource(18, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "CO2 1 hour average"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "NO"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "NO 1 hour average"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "H2S"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "H2S 1 hour average"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "VOC"),
    resource(24, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "ppm", "VOC 1 hour average"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3429: [ResourceDef; 10] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "rad", "Angle"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "rad", "Minimum measured Angle"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "rad", "Maximum measured angle"),
    resource(4, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset min max angles"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "rad", "Out of position threshold"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Out of position"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3430: [ResourceDef; 41] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Time)), None, "s", "Fix timestamp"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "lat", "Latitude"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "lon", "Longitude"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Altitude"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "m/s", "Speed"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "deg", "Heading"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Radius"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "HDOP"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "VDOP"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Estimated horizontal accuracy"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Estimated vertical accuracy"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m/s", "Estimated speed accuracy"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "deg", "Estimated heading accuracy"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Fix type"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Fix dimension"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Used satellites"),
    resource(16, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Visible satellites"),
    resource(17, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Satellite identifiers"),
    resource(18, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "deg", "Satellite identifiers"),
    resource(19, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "deg", "Satellite azimuth"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Almanac"),
    resource(21, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Ephemeris"),
    resource(22, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Signal-to-noise ratio"),
    resource(23, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "GNSS"),
    resource(24, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "s", "Hardware RTC"),
    resource(25, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Assisted GPS"),
    resource(26, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Power command"),
    resource(27, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "PDOP"),
    resource(28, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Status"),
    resource(29, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "lat", "Expected latitude"),
    resource(30, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "lon", "Expected longitude"),
    resource(31, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Expected altitude"),
    resource(32, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Expected location threshold"),
    resource(33, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Out of position"),
    resource(34, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "lat", "Assisted latitude"),
    resource(35, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "lon", "Assisted longitude"),
    resource(36, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Assisted altitude"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3431: [ResourceDef; 9] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Occupancy"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Duration"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Daily Duration"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Forbidden parking detected"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of Sensor"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3432: [ResourceDef; 22] = [
    resource(0, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Vehicle type"),
    resource(1, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated number"),
    resource(2, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset cumulated number"),
    resource(3, Operations::Read, Shape(MULTIPLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Cumulated number today"),
    resource(4, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Measuring period 1"),
    resource(5, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Measuring period 2"),
    resource(6, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Measuring period 3"),
    resource(7, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated number during last period 1"),
    resource(8, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated number during last period 2"),
    resource(9, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated number during last period 3"),
    resource(10, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Average speed during last period 1"),
    resource(11, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Average speed during last period 2"),
    resource(12, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Average speed during last period 3"),
    resource(13, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Average distance during last period 1"),
    resource(14, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Average distance during last period 2"),
    resource(15, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Average distance during last period 3"),
    resource(16, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Speed limit threshold"),
    resource(17, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Percentage above speed limit"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3433: [ResourceDef; 12] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Gunshot detected"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Abnormal noise detected"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Minimum measured value"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Maximum measured value"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Minimum range value"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Maximum range value"),
    resource(8, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset min and max values"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3434: [ResourceDef; 12] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Actual number of persons"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Daily number of persons"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated number of persons"),
    resource(4, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset of cumulated number"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Daily number of passages"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Cumulated number of passages"),
    resource(7, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset of cumulated number of passages"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of sensor"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3435: [ResourceDef; 27] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "cm", "Container height"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "/100", "Actual filling percentage"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "cm", "Actual filling level"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "/100", "High threshold"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Container full"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "/100", "Low threshold"),
    resource(7, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "Container empty"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "/100", "Average filling speed"),
    resource(9, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Average filling speed reset"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Forecast full date"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Forecast empty date"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Container out of location"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Container out of position"),
    resource(14, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "cm", "Container width"),
    resource(15, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "cm", "Container installation type"),
    resource(16, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m3", "Container volume max"),
    resource(17, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Filling sensor position"),
    resource(18, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of materials"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Filling operations counter"),
    resource(20, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset filling operations counter"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Cover open"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Temperature alarm"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Water infiltration alarm"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3436: [ResourceDef; 5] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max number of scripts"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Number of free slots for scripts"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max number of conditions"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Number of free slots for conditions"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Edge-computing capabilities"),
];

static RESOURCES_3437: [ResourceDef; 7] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Name"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Signature"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Version"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "Script"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Script format"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Non supported script"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Non authorized script"),
];

static RESOURCES_3438: [ResourceDef; 3] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Execution time/day"),
    resource(2, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Script identifier"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Non supported time condition"),
];

static RESOURCES_3439: [ResourceDef; 3] = [
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Vendor condition"),
    resource(2, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Script identifier"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Non supported time condition"),
];

static RESOURCES_3441: [ResourceDef; 19] = [
    resource(0, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset values"),
    resource(1, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Randomize values"),
    resource(2, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Clear values"),
    resource(3, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Exec With Arguments"),
    resource(4, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Arguments List"),
    resource(110, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "String Value"),
    resource(120, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Integer Value"),
    resource(130, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Float Value"),
    resource(140, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Boolean Value"),
    resource(150, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Opaque Value"),
    resource(160, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Time Value"),
    resource(170, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::ObjectLink)), None, "", "ObjLink Value"),
    resource(1110, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multiple String Value"),
    resource(1120, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Multiple Integer Value"),
    resource(1130, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Multiple Float Value"),
    resource(1140, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Multiple Boolean Value"),
    resource(1150, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Multiple Opaque Value"),
    resource(1160, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Multiple Time Value"),
    resource(1170, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::ObjectLink)), None, "", "Multiple ObjLink Value"),
];

static RESOURCES_3442: [ResourceDef; 25] = [
    resource(0, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset values"),
    resource(1, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Randomize values"),
    resource(2, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Clear values"),
    resource(3, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Exec With Arguments"),
    resource(4, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Arguments List"),
    resource(5, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Send Data"),
    resource(6, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Resources to Send"),
    resource(110, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "String Value"),
    resource(120, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Integer Value"),
    resource(125, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Unsigned)), None, "", "Unsigned Integer Value"),
    resource(130, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Float Value"),
    resource(140, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Boolean Value"),
    resource(150, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Opaque Value"),
    resource(160, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Time Value"),
    resource(170, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::ObjectLink)), None, "", "ObjLink Value"),
    resource(180, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::CoreLink)), None, "", "CoreLnk Value"),
    resource(1110, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multiple String Value"),
    resource(1120, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Multiple Integer Value"),
    resource(1125, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Unsigned)), None, "", "Multiple Unsigned Integer Value"),
    resource(1130, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Multiple Float Value"),
    resource(1140, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Multiple Boolean Value"),
    resource(1150, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Multiple Opaque Value"),
    resource(1160, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Multiple Time Value"),
    resource(1170, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::ObjectLink)), None, "", "Multiple ObjLink Value"),
    resource(1180, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::CoreLink)), None, "", "Multiple CoreLnk Value"),
];

static RESOURCES_3443: [ResourceDef; 5] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "State"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "EID"),
    resource(2, Operations::Write, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "eIM message"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Opaque)), None, "", "IPA message"),
    resource(4, Operations::Execute, Shape(SINGLE, MANDATORY, None), None, "", "Clear IPA message"),
];

static RESOURCES_3445: [ResourceDef; 15] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "m", "Water Level"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m3", "Volumetric discharge"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of meter"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 255.0), "", "Status"),
    resource(5, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Alarm Counter Reset"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Threshold A"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Alarm A"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Alarm A Counter"),
    resource(9, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "m", "Threshold B"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Alarm B"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Alarm B Counter"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3446: [ResourceDef; 9] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "mm", "Cumulated water value"),
    resource(2, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Cumulated water value reset"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "s", "Time of last reset"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Type of meter"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 255.0), "", "Status"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3447: [ResourceDef; 37] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Network Type"),
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Device class"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "MHz", "Operating Frequency"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Status"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Connection Errors"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Last Error timestamp"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Error Counter"),
    resource(7, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Error Counter Reset"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dBm", "Transmit Power"),
    resource(9, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "bit/s", "Data Rate"),
    resource(10, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Operation Mode"),
    resource(11, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Operating Channel"),
    resource(12, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Channel Hopping Function"),
    resource(13, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Available Channels"),
    resource(14, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Unicast Channel Plan"),
    resource(15, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Broadcast Channel Plan"),
    resource(16, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "FEC"),
    resource(17, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Data Whitening"),
    resource(18, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Cipher Suite"),
    resource(19, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "PAN Identifier"),
    resource(20, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Network Name"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Node Rank"),
    resource(22, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Root Address"),
    resource(23, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Parent Address"),
    resource(24, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Physical interface"),
    resource(25, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Logical Address"),
    resource(26, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "IP Address"),
    resource(27, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multicast Group Address"),
    resource(28, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Opaque)), None, "", "Multicast group key"),
    resource(29, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dB", "Signal to noise ratio"),
    resource(30, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dBm", "Received Signal Strength Indication"),
    resource(31, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "dBm", "Noise Floor"),
    resource(34, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Maximum repeat time"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3448: [ResourceDef; 33] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Tx Packets Total"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Tx Success on single Retry"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Tx Success on Multi Retry"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Tx Discarded packets"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "TX CCA failures"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Tx ACK failure"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Rx Packets Total"),
    resource(8, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Rx Discarded Packets"),
    resource(9, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Rx Malformed Packets"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Rx Unsecure Packets"),
    resource(11, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Rx duplicate Packets"),
    resource(12, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Beacon Frames Sent"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Beacon Frames Received"),
    resource(14, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Ack Frames Sent"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Ack Frames Received"),
    resource(16, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Command Frames Sent"),
    resource(17, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Command Frames Received"),
    resource(18, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Frames Sent"),
    resource(19, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Frames Received"),
    resource(20, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Bytes Sent"),
    resource(21, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Bytes Received"),
    resource(22, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Unicast Packets Sent"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Unicast Packets Received"),
    resource(24, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Multicast Packets Sent"),
    resource(25, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Multicast Packets Received"),
    resource(26, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Broadcast Packets Sent"),
    resource(27, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Broadcast Packets Received"),
    resource(28, Operations::Execute, Shape(SINGLE, MANDATORY, None), None, "", "Start"),
    resource(29, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Stop"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3449: [ResourceDef; 14] = [
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5701, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Units"),
    resource(5705, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), number(0.0, 360.0), "deg", "Compass Direction"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(5751, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3450: [ResourceDef; 17] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Estimation type"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Cel", "Estimated Value"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "Cel", "WBGT Threshold"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "WBGT Alarm"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "WBGT Alarm Counter"),
    resource(6, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "WBGT Alarm Counter Reset"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(5601, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Measured Value"),
    resource(5602, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Measured Value"),
    resource(5603, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Range Value"),
    resource(5604, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Range Value"),
    resource(5605, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset Min and Max Measured Values"),
    resource(5700, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "", "Sensor Value"),
    resource(5750, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Application Type"),
    resource(6042, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 23.0), "", "Measurement Quality Indicator"),
    resource(6049, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), number(0.0, 100.0), "", "Measurement Quality Level"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3451: [ResourceDef; 8] = [
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Float)), None, "rad", "Angle"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "rad", "Minimum measured Angle"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "rad", "Maximum measured angle"),
    resource(4, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset min max angles"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "rad", "Out of position threshold"),
    resource(6, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Out of position"),
    resource(5518, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Timestamp"),
    resource(6050, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), number(0.0, 1.0), "s", "Fractional Timestamp"),
];

static RESOURCES_3452: [ResourceDef; 10] = [
    resource(0, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Schedule Name"),
    resource(1, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Boolean)), None, "", "State"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Priority"),
    resource(3, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Calendar Rules"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Program Function"),
    resource(5, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Input Sources"),
    resource(6, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Output Instances"),
    resource(7, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Output Targets"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Compound Operation"),
    resource(9, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Off when inactive"),
];

static RESOURCES_3453: [ResourceDef; 6] = [
    resource(0, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Calendar Name"),
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Calendar Type"),
    resource(2, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Start Date"),
    resource(3, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "End Date"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Date Rule"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Calendar Active"),
];

static RESOURCES_3454: [ResourceDef; 10] = [
    resource(0, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Function Name"),
    resource(1, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Run Condition"),
    resource(3, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Output Filter"),
    resource(4, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Time Input Array"),
    resource(5, Operations::ReadWrite, Shape(MULTIPLE, MANDATORY, Some(ValueKind::String)), None, "", "Time Output Array"),
    resource(6, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Single Sensor Input Array"),
    resource(7, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Multi Sensor Input Array"),
    resource(8, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Sensor Output Array"),
    resource(9, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Output Filter for Time Output"),
    resource(10, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Output Filter for Sensor Output"),
];

static RESOURCES_3455: [ResourceDef; 7] = [
    resource(0, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Input State"),
    resource(1, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Input Source"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Type"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Evaluation Interval"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Step Filter"),
    resource(5903, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Busy to Clear delay"),
    resource(5904, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "ms", "Clear to Busy delay"),
];

static RESOURCES_3456: [ResourceDef; 4] = [
    resource(0, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Operation"),
    resource(1, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "s", "Delay"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Transaction"),
    resource(3, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Expiration Time"),
];

static RESOURCES_3457: [ResourceDef; 17] = [
    resource(0, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Max number of Program Schedulers"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Current number of Program Schedulers"),
    resource(2, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Max number of Program Functions"),
    resource(3, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Current number of Program Functions"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Max number of Calendars"),
    resource(5, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Current number of Calendar"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Max number of Actuators"),
    resource(7, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max number of Input Sources"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max number of Dates in Calendar"),
    resource(9, Operations::ReadWrite, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "B", "Max Flash Memory Allocated"),
    resource(10, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B", "Flash Memory Free"),
    resource(11, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Error Conditions"),
    resource(12, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Clear errors"),
    resource(13, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Supported Capabilities"),
    resource(14, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B", "Max Dynamic Memory Allocated"),
    resource(15, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "B", "Dynamic Memory Free"),
    resource(16, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset schedule objects"),
];

static RESOURCES_3458: [ResourceDef; 9] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Program Name"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Status"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Error Conditions"),
    resource(3, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Clear errors"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Evaluation Counter"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Execution Counter"),
    resource(6, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Counter Reset"),
    resource(7, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Last Execution"),
    resource(8, Operations::Read, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Last Control Output"),
];

static RESOURCES_3459: [ResourceDef; 25] = [
    resource(0, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Group State"),
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Time)), None, "", "Most recent group activity"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Most recent Sensor Notification"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Most recent Sensor Publisher ID"),
    resource(4, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Group Address"),
    resource(5, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Group ID"),
    resource(6, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Shared Sensor information"),
    resource(7, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Quality of service"),
    resource(8, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Hop Limit"),
    resource(9, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Broadcast Criteria"),
    resource(10, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Min Broadcast Period"),
    resource(11, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Max Broadcast Period"),
    resource(12, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Publisher Step interval"),
    resource(13, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Min Threshold"),
    resource(14, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Max Threshold"),
    resource(15, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Auto Clear Validity Time"),
    resource(16, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Auto Clear Default Value"),
    resource(17, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Fusion Operation"),
    resource(18, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Remote Sensors Dynamic Mapping"),
    resource(19, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::Boolean)), None, "", "Remote Sensors Implicit Mapping"),
    resource(20, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Local Sensor State URI"),
    resource(21, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Local Sensor Publisher ID"),
    resource(22, Operations::ReadWrite, Shape(MULTIPLE, OPTIONAL, Some(ValueKind::String)), None, "", "Remote Sensor State URI"),
    resource(23, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Group Log"),
    resource(24, Operations::ReadWrite, Shape(SINGLE, OPTIONAL, Some(ValueKind::String)), None, "", "Group Description"),
];

static RESOURCES_3460: [ResourceDef; 6] = [
    resource(0, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Integer)), None, "", "Group ID"),
    resource(1, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::Time)), None, "", "Publishing timestamp"),
    resource(2, Operations::Read, Shape(SINGLE, MANDATORY, Some(ValueKind::String)), None, "", "Publisher State URI"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Publisher ID"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "s", "Auto Clear Validity Time"),
    resource(5, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Float)), None, "", "Auto Clear Default Value"),
];

static RESOURCES_3461: [ResourceDef; 5] = [
    resource(1, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Remote Sensor Management capabilities"),
    resource(2, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max number of explicit sensors"),
    resource(3, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Max number of implicit sensors"),
    resource(4, Operations::Read, Shape(SINGLE, OPTIONAL, Some(ValueKind::Integer)), None, "", "Data Fusion Capabilities"),
    resource(5, Operations::Execute, Shape(SINGLE, OPTIONAL, None), None, "", "Reset DSG objects"),
];

pub(super) static OBJECTS: [ObjectDef; 161] = [
    object(3200, (1, 1), MULTIPLE, OPTIONAL, "Digital Input", &RESOURCES_3200),
    object(3201, (1, 1), MULTIPLE, OPTIONAL, "Digital Output", &RESOURCES_3201),
    object(3202, (1, 1), MULTIPLE, OPTIONAL, "Analog Input", &RESOURCES_3202),
    object(3203, (1, 1), MULTIPLE, OPTIONAL, "Analog Output", &RESOURCES_3203),
    object(3300, (1, 1), MULTIPLE, OPTIONAL, "Generic Sensor", &RESOURCES_3300),
    object(3301, (1, 1), MULTIPLE, OPTIONAL, "Illuminance", &RESOURCES_3301),
    object(3302, (1, 1), MULTIPLE, OPTIONAL, "Presence", &RESOURCES_3302),
    object(3303, (1, 1), MULTIPLE, OPTIONAL, "Temperature", &RESOURCES_3303),
    object(3304, (1, 1), MULTIPLE, OPTIONAL, "Humidity", &RESOURCES_3304),
    object(3305, (1, 1), MULTIPLE, OPTIONAL, "Power Measurement", &RESOURCES_3305),
    object(3306, (1, 1), MULTIPLE, OPTIONAL, "Actuation", &RESOURCES_3306),
    object(3308, (1, 1), MULTIPLE, OPTIONAL, "Set Point", &RESOURCES_3308),
    object(3310, (1, 1), MULTIPLE, OPTIONAL, "Load Control", &RESOURCES_3310),
    object(3311, (1, 0), MULTIPLE, OPTIONAL, "Light Control", &RESOURCES_3311),
    object(3312, (1, 1), MULTIPLE, OPTIONAL, "Power Control", &RESOURCES_3312),
    object(3313, (1, 1), MULTIPLE, OPTIONAL, "Accelerometer", &RESOURCES_3313),
    object(3314, (1, 1), MULTIPLE, OPTIONAL, "Magnetometer", &RESOURCES_3314),
    object(3315, (1, 1), MULTIPLE, OPTIONAL, "Barometer", &RESOURCES_3315),
    object(3316, (1, 1), MULTIPLE, OPTIONAL, "Voltage", &RESOURCES_3316),
    object(3317, (1, 1), MULTIPLE, OPTIONAL, "Current", &RESOURCES_3317),
    object(3318, (1, 1), MULTIPLE, OPTIONAL, "Frequency", &RESOURCES_3318),
    object(3319, (1, 1), MULTIPLE, OPTIONAL, "Depth", &RESOURCES_3319),
    object(3320, (1, 1), MULTIPLE, OPTIONAL, "Percentage", &RESOURCES_3320),
    object(3321, (1, 1), MULTIPLE, OPTIONAL, "Altitude", &RESOURCES_3321),
    object(3322, (1, 1), MULTIPLE, OPTIONAL, "Load", &RESOURCES_3322),
    object(3323, (1, 1), MULTIPLE, OPTIONAL, "Pressure", &RESOURCES_3323),
    object(3324, (1, 1), MULTIPLE, OPTIONAL, "Loudness", &RESOURCES_3324),
    object(3325, (1, 1), MULTIPLE, OPTIONAL, "Concentration", &RESOURCES_3325),
    object(3326, (1, 1), MULTIPLE, OPTIONAL, "Acidity", &RESOURCES_3326),
    object(3327, (1, 1), MULTIPLE, OPTIONAL, "Conductivity", &RESOURCES_3327),
    object(3328, (1, 1), MULTIPLE, OPTIONAL, "Power", &RESOURCES_3328),
    object(3329, (1, 1), MULTIPLE, OPTIONAL, "Power Factor", &RESOURCES_3329),
    object(3330, (1, 1), MULTIPLE, OPTIONAL, "Distance", &RESOURCES_3330),
    object(3331, (1, 1), MULTIPLE, OPTIONAL, "Energy", &RESOURCES_3331),
    object(3332, (1, 1), MULTIPLE, OPTIONAL, "Direction", &RESOURCES_3332),
    object(3333, (1, 1), MULTIPLE, OPTIONAL, "Time", &RESOURCES_3333),
    object(3334, (1, 1), MULTIPLE, OPTIONAL, "Gyrometer", &RESOURCES_3334),
    object(3335, (1, 1), MULTIPLE, OPTIONAL, "Colour", &RESOURCES_3335),
    object(3336, (2, 0), MULTIPLE, OPTIONAL, "Location", &RESOURCES_3336),
    object(3337, (1, 1), MULTIPLE, OPTIONAL, "Positioner", &RESOURCES_3337),
    object(3338, (1, 1), MULTIPLE, OPTIONAL, "Buzzer", &RESOURCES_3338),
    object(3339, (1, 0), MULTIPLE, OPTIONAL, "Audio Clip", &RESOURCES_3339),
    object(3340, (1, 0), MULTIPLE, OPTIONAL, "Timer", &RESOURCES_3340),
    object(3341, (1, 0), MULTIPLE, OPTIONAL, "Addressable Text Display", &RESOURCES_3341),
    object(3342, (1, 1), MULTIPLE, OPTIONAL, "On/Off switch", &RESOURCES_3342),
    object(3343, (1, 0), MULTIPLE, OPTIONAL, "Dimmer", &RESOURCES_3343),
    object(3344, (1, 0), MULTIPLE, OPTIONAL, "Up/Down Control", &RESOURCES_3344),
    object(3345, (1, 0), MULTIPLE, OPTIONAL, "Multiple Axis Joystick", &RESOURCES_3345),
    object(3346, (1, 1), MULTIPLE, OPTIONAL, "Rate", &RESOURCES_3346),
    object(3347, (1, 1), MULTIPLE, OPTIONAL, "Push button", &RESOURCES_3347),
    object(3348, (1, 1), MULTIPLE, OPTIONAL, "Multi-state Selector", &RESOURCES_3348),
    object(3349, (1, 1), MULTIPLE, OPTIONAL, "Bitmap", &RESOURCES_3349),
    object(3350, (1, 1), MULTIPLE, OPTIONAL, "Stopwatch", &RESOURCES_3350),
    object(3351, (1, 0), SINGLE, OPTIONAL, "powerupLog", &RESOURCES_3351),
    object(3352, (1, 0), MULTIPLE, OPTIONAL, "plmnSearchEvent", &RESOURCES_3352),
    object(3353, (1, 0), SINGLE, OPTIONAL, "scellID", &RESOURCES_3353),
    object(3354, (1, 0), SINGLE, OPTIONAL, "cellReselectionEvent", &RESOURCES_3354),
    object(3355, (1, 0), SINGLE, OPTIONAL, "handoverEvent", &RESOURCES_3355),
    object(3356, (1, 0), SINGLE, OPTIONAL, "radioLinkFailureEvent", &RESOURCES_3356),
    object(3357, (1, 0), SINGLE, OPTIONAL, "rrcStateChangeEvent", &RESOURCES_3357),
    object(3358, (1, 0), SINGLE, OPTIONAL, "rrcTimerExpiryEvent", &RESOURCES_3358),
    object(3359, (1, 0), SINGLE, OPTIONAL, "cellBlacklistEvent", &RESOURCES_3359),
    object(3360, (1, 0), SINGLE, OPTIONAL, "esmContextInfo", &RESOURCES_3360),
    object(3361, (1, 0), SINGLE, OPTIONAL, "emmStateValue", &RESOURCES_3361),
    object(3362, (1, 0), SINGLE, OPTIONAL, "nasEmmTimerExpiryEvent", &RESOURCES_3362),
    object(3363, (1, 0), SINGLE, OPTIONAL, "nasEsmExpiryEvent", &RESOURCES_3363),
    object(3364, (1, 0), SINGLE, OPTIONAL, "emmFailureCauseEvent", &RESOURCES_3364),
    object(3365, (1, 0), SINGLE, OPTIONAL, "rachLatency_delay", &RESOURCES_3365),
    object(3366, (1, 0), SINGLE, OPTIONAL, "macRachAttemptEvent", &RESOURCES_3366),
    object(3367, (1, 0), SINGLE, OPTIONAL, "macRachAttemptReasonEvent", &RESOURCES_3367),
    object(3368, (1, 0), SINGLE, OPTIONAL, "macTimerStatusEvent", &RESOURCES_3368),
    object(3369, (1, 0), SINGLE, OPTIONAL, "macTimingAdvanceEvent", &RESOURCES_3369),
    object(3370, (1, 0), SINGLE, OPTIONAL, "ServingCellMeasurement", &RESOURCES_3370),
    object(3371, (1, 0), MULTIPLE, OPTIONAL, "NeighborCellMeasurements", &RESOURCES_3371),
    object(3372, (1, 0), SINGLE, OPTIONAL, "TimingAdvance", &RESOURCES_3372),
    object(3373, (1, 0), SINGLE, OPTIONAL, "txPowerHeadroomEvent", &RESOURCES_3373),
    object(3374, (1, 0), SINGLE, OPTIONAL, "radioLinkMonitoring", &RESOURCES_3374),
    object(3375, (1, 0), SINGLE, OPTIONAL, "PagingDRX", &RESOURCES_3375),
    object(3376, (1, 0), SINGLE, OPTIONAL, "txPowerBackOffEvent", &RESOURCES_3376),
    object(3377, (1, 0), SINGLE, OPTIONAL, "Message3Report", &RESOURCES_3377),
    object(3378, (1, 0), SINGLE, OPTIONAL, "PbchDecodingResults", &RESOURCES_3378),
    object(3379, (1, 0), SINGLE, OPTIONAL, "pucchPowerControl", &RESOURCES_3379),
    object(3380, (2, 0), SINGLE, OPTIONAL, "PrachReport", &RESOURCES_3380),
    object(3381, (1, 0), SINGLE, OPTIONAL, "VolteCallEvent", &RESOURCES_3381),
    object(3382, (1, 0), SINGLE, OPTIONAL, "SipRegistrationEvent", &RESOURCES_3382),
    object(3383, (1, 0), SINGLE, OPTIONAL, "sipPublishEvent", &RESOURCES_3383),
    object(3384, (1, 0), SINGLE, OPTIONAL, "sipSubscriptionEvent", &RESOURCES_3384),
    object(3385, (1, 0), SINGLE, OPTIONAL, "volteCallStateChangeEvent", &RESOURCES_3385),
    object(3386, (1, 0), SINGLE, OPTIONAL, "VoLTErtpPacketLoss", &RESOURCES_3386),
    object(3387, (1, 0), MULTIPLE, OPTIONAL, "oA Basic Control", &RESOURCES_3387),
    object(3388, (1, 0), MULTIPLE, OPTIONAL, "oA Device", &RESOURCES_3388),
    object(3389, (1, 0), MULTIPLE, OPTIONAL, "oA Group", &RESOURCES_3389),
    object(3390, (1, 0), MULTIPLE, OPTIONAL, "oA Logical Colour Light-Point Actuator", &RESOURCES_3390),
    object(3391, (1, 0), MULTIPLE, OPTIONAL, "oA Logical Colour Temperature Light-Point Actuator", &RESOURCES_3391),
    object(3392, (1, 0), MULTIPLE, OPTIONAL, "oA Logical Illuminance Sensor", &RESOURCES_3392),
    object(3393, (1, 0), MULTIPLE, OPTIONAL, "oA Logical Light-Point Actuator", &RESOURCES_3393),
    object(3394, (1, 0), MULTIPLE, OPTIONAL, "oA Logical Presence Sensor", &RESOURCES_3394),
    object(3395, (1, 0), MULTIPLE, OPTIONAL, "oA Logical Push-Button Sensor", &RESOURCES_3395),
    object(3396, (1, 0), MULTIPLE, OPTIONAL, "oA Physical Colour Light-Point Actuator", &RESOURCES_3396),
    object(3397, (1, 0), MULTIPLE, OPTIONAL, "oA Physical Colour Temperature Light-Point Actuator", &RESOURCES_3397),
    object(3398, (1, 0), MULTIPLE, OPTIONAL, "oA Physical Illuminance Sensor", &RESOURCES_3398),
    object(3399, (1, 0), MULTIPLE, OPTIONAL, "oA Physical Light-Point Actuator", &RESOURCES_3399),
    object(3400, (1, 0), MULTIPLE, OPTIONAL, "oA Physical Presence Sensor", &RESOURCES_3400),
    object(3401, (1, 0), MULTIPLE, OPTIONAL, "oA Physical Push-Button Sensor", &RESOURCES_3401),
    object(3402, (1, 0), MULTIPLE, OPTIONAL, "oA Receiving Object", &RESOURCES_3402),
    object(3403, (1, 0), MULTIPLE, OPTIONAL, "oA Reporting Object", &RESOURCES_3403),
    object(3404, (1, 0), MULTIPLE, OPTIONAL, "oA Scene", &RESOURCES_3404),
    object(3405, (1, 0), MULTIPLE, OPTIONAL, "oA OGC-Security", &RESOURCES_3405),
    object(3406, (1, 0), MULTIPLE, OPTIONAL, "oA Status Report Structure", &RESOURCES_3406),
    object(3407, (1, 0), MULTIPLE, OPTIONAL, "Smoke Alarm", &RESOURCES_3407),
    object(3408, (1, 0), MULTIPLE, OPTIONAL, "Manhole Cover", &RESOURCES_3408),
    object(3410, (2, 0), SINGLE, OPTIONAL, "Device Extension", &RESOURCES_3410),
    object(3411, (1, 1), MULTIPLE, OPTIONAL, "Battery", &RESOURCES_3411),
    object(3412, (1, 0), MULTIPLE, OPTIONAL, "LPWAN Communication", &RESOURCES_3412),
    object(3413, (1, 1), MULTIPLE, OPTIONAL, "uCIFI Generic Actuator", &RESOURCES_3413),
    object(3414, (2, 0), MULTIPLE, OPTIONAL, "uCIFI data bridge", &RESOURCES_3414),
    object(3415, (2, 0), SINGLE, OPTIONAL, "Time synchronization", &RESOURCES_3415),
    object(3416, (2, 0), MULTIPLE, OPTIONAL, "Outdoor lamp controller", &RESOURCES_3416),
    object(3417, (1, 0), MULTIPLE, OPTIONAL, "Luminaire asset", &RESOURCES_3417),
    object(3418, (2, 0), MULTIPLE, OPTIONAL, "Electrical monitor", &RESOURCES_3418),
    object(3419, (1, 1), MULTIPLE, OPTIONAL, "Photocell", &RESOURCES_3419),
    object(3420, (1, 0), MULTIPLE, OPTIONAL, "LED color light", &RESOURCES_3420),
    object(3421, (2, 0), MULTIPLE, OPTIONAL, "Single-phase electrical meter", &RESOURCES_3421),
    object(3422, (1, 0), MULTIPLE, OPTIONAL, "Three-phase electrical meter complement", &RESOURCES_3422),
    object(3423, (1, 1), MULTIPLE, OPTIONAL, "Gas meter", &RESOURCES_3423),
    object(3424, (1, 1), MULTIPLE, OPTIONAL, "Water meter", &RESOURCES_3424),
    object(3425, (1, 1), MULTIPLE, OPTIONAL, "Irrigation valve", &RESOURCES_3425),
    object(3426, (1, 1), MULTIPLE, OPTIONAL, "Water quality sensor", &RESOURCES_3426),
    object(3427, (1, 1), MULTIPLE, OPTIONAL, "Pressure monitoring sensor", &RESOURCES_3427),
    object(3428, (2, 0), MULTIPLE, OPTIONAL, "Air quality", &RESOURCES_3428),
    object(3429, (1, 1), MULTIPLE, OPTIONAL, "Tilt sensor", &RESOURCES_3429),
    object(3430, (2, 0), SINGLE, OPTIONAL, "Global Navigation Satellite System", &RESOURCES_3430),
    object(3431, (1, 1), MULTIPLE, OPTIONAL, "Parking Sensor", &RESOURCES_3431),
    object(3432, (2, 0), MULTIPLE, OPTIONAL, "Traffic Counter", &RESOURCES_3432),
    object(3433, (1, 1), MULTIPLE, OPTIONAL, "Noise sensor", &RESOURCES_3433),
    object(3434, (1, 1), MULTIPLE, OPTIONAL, "People counter", &RESOURCES_3434),
    object(3435, (2, 0), MULTIPLE, OPTIONAL, "Filling level", &RESOURCES_3435),
    object(3436, (1, 0), SINGLE, OPTIONAL, "Edge computing manager", &RESOURCES_3436),
    object(3437, (1, 0), MULTIPLE, OPTIONAL, "Edge computing script", &RESOURCES_3437),
    object(3438, (1, 0), MULTIPLE, OPTIONAL, "Edge computing time condition", &RESOURCES_3438),
    object(3439, (1, 0), MULTIPLE, OPTIONAL, "Edge computing generic condition", &RESOURCES_3439),
    object(3441, (1, 0), MULTIPLE, OPTIONAL, "LwM2M v1.0 Test Object", &RESOURCES_3441),
    object(3442, (1, 0), MULTIPLE, OPTIONAL, "LwM2M v1.1 Test Object", &RESOURCES_3442),
    object(3443, (1, 0), SINGLE, OPTIONAL, "eSIM IoT", &RESOURCES_3443),
    object(3445, (1, 0), MULTIPLE, OPTIONAL, "Stream Gauge", &RESOURCES_3445),
    object(3446, (1, 0), MULTIPLE, OPTIONAL, "Rain Gauge", &RESOURCES_3446),
    object(3447, (1, 0), SINGLE, OPTIONAL, "LPWAN Mesh Connectivity", &RESOURCES_3447),
    object(3448, (1, 0), SINGLE, OPTIONAL, "LPWAN Mesh Statistics", &RESOURCES_3448),
    object(3449, (1, 0), MULTIPLE, OPTIONAL, "Anemometer", &RESOURCES_3449),
    object(3450, (1, 0), MULTIPLE, OPTIONAL, "Wet Bulb Globe Temperature", &RESOURCES_3450),
    object(3451, (1, 0), MULTIPLE, OPTIONAL, "Roll over sensor", &RESOURCES_3451),
    object(3452, (1, 0), MULTIPLE, MANDATORY, "Program Scheduler", &RESOURCES_3452),
    object(3453, (1, 0), MULTIPLE, OPTIONAL, "Calendar Rule", &RESOURCES_3453),
    object(3454, (1, 0), MULTIPLE, MANDATORY, "Program Function", &RESOURCES_3454),
    object(3455, (1, 0), MULTIPLE, OPTIONAL, "Input Filter", &RESOURCES_3455),
    object(3456, (1, 0), MULTIPLE, OPTIONAL, "Output Filter", &RESOURCES_3456),
    object(3457, (1, 0), SINGLE, MANDATORY, "Program Manager", &RESOURCES_3457),
    object(3458, (1, 0), MULTIPLE, OPTIONAL, "Program Monitor", &RESOURCES_3458),
    object(3459, (1, 0), MULTIPLE, OPTIONAL, "Distributed Sensor Group", &RESOURCES_3459),
    object(3460, (1, 0), SINGLE, OPTIONAL, "Distributed Sensor Message", &RESOURCES_3460),
    object(3461, (1, 0), SINGLE, OPTIONAL, "Sensor Group Device Capabilities", &RESOURCES_3461),
];
